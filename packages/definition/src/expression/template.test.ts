import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { listTemplateExpressions, renderTemplate } from './template.ts';

const context = {
  input: { name: 'Ada', total: 12.5, rows: [1], nothing: null, evil: '{{ 7*7 }} \u0024{7*7} ={{7*7}}' },
};

const rendered: [string, string][] = [
  ['Hello {{ input.name }}!', 'Hello Ada!'],
  ['{{input.total}}{{ input.nothing }}', '12.5'],
  ['{{ {"a": {"b": input.rows}} }}', '{"a":{"b":[1]}}'],
  ['{{ "}}" + \'{{\' }}', '}}{{'],
  ['\u0024{input.name} $input', '\u0024{input.name} $input'],
  ['={{ input.name }}', '=Ada'],
  ['{ {input.name} }', '{ {input.name} }'],
  ['no expression', 'no expression'],
];

describe('templates', () => {
  test.each(rendered)('%s', (template, expected) => {
    expect(renderTemplate(template, context)).toBe(expected);
  });

  test('text out of a value is never evaluated again', () => {
    expect(renderTemplate('{{ input.evil }}', context)).toBe('{{ 7*7 }} \u0024{7*7} ={{7*7}}');
  });

  test('any text comes out literally, however it looks', () => {
    void fc.assert(
      fc.property(fc.string(), (evil) => {
        expect(renderTemplate('<{{ input.evil }}>', { input: { evil } })).toBe(`<${evil}>`);
      }),
    );
  });

  test('an expression that is not closed is an error, not text', () => {
    expect(() => renderTemplate('Hello {{ input.name', context)).toThrowError(/not closed/);
    expect(listTemplateExpressions('Hello {{ input.name')).toEqual([]);
  });

  test('expressions are listed with their place', () => {
    expect(listTemplateExpressions('a {{ input.x }} {{"}}"}}')).toEqual([
      { source: 'input.x', start: 2, end: 15 },
      { source: '"}}"', start: 16, end: 24 },
    ]);
  });
});
