import { describe, expect, test } from 'vitest';
import { type FormSchema, fieldsFromSchema } from './fields-from-schema.ts';

const kindOf = (schema: FormSchema) => fieldsFromSchema({ type: 'object', properties: { it: schema } })[0]?.kind;

describe('a form from a schema', () => {
  test.each<[FormSchema, string]>([
    [{ type: 'string' }, 'string'],
    [{ type: 'string', enum: ['a'] }, 'enum'],
    [{ type: 'string', format: 'date' }, 'date'],
    [{ type: 'string', format: 'text' }, 'text'],
    [{ type: 'integer' }, 'number'],
    [{ type: 'boolean' }, 'boolean'],
    [{ type: 'array', items: { type: 'string' } }, 'strings'],
    [{ type: 'array', items: { type: 'string', enum: ['a'] } }, 'choices'],
    [{ type: 'array', items: { type: 'object', properties: { a: { type: 'string' } } } }, 'list'],
    [{ type: 'array', items: { type: 'array' } }, 'json'],
    [{ type: 'object', properties: { a: { type: 'string' } } }, 'object'],
    [{ type: 'object' }, 'json'],
  ])('edits %j as %s', (schema, kind) => expect(kindOf(schema)).toBe(kind));

  test('names fields readably and marks what is required', () => {
    const [field] = fieldsFromSchema({
      type: 'object',
      properties: { vendorName: { type: 'string' } },
      required: ['vendorName'],
    });
    expect(field).toMatchObject({ label: 'Vendor name', isRequired: true });
  });
});
