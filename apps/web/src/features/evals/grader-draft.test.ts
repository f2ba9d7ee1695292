import { type Grader, gradingSchema } from '@switchyard/domain';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { draftOf, graderKinds, moveTo, newGrader, readDraft } from './grader-draft.ts';

const { graders } = gradingSchema.parse({
  graders: [
    { grader: { kind: 'exact' } },
    {
      grader: { kind: 'fields', fields: [{ field: 'total', compare: 'number', tolerance: 0.01, weight: 3 }] },
      weight: 2,
    },
    { grader: { kind: 'number', field: 'total', absolute: 1, relative: 0.1 } },
    { grader: { kind: 'similarity', field: 'text' } },
    { grader: { kind: 'schema', schema: { type: 'object', required: ['total'] } } },
    { grader: { kind: 'regex', field: 'id', pattern: '^a+$' } },
    { grader: { kind: 'rule', expression: 'output.total > 0' } },
    { grader: { kind: 'source', field: 'name', source: 'vendors', column: 'Name', keyField: 'id', keyColumn: 'Id' } },
    { grader: { kind: 'judge', candidateRef: 'a/b', criteria: 'It fits.' } },
    { grader: { kind: 'human', question: 'Is it polite?' } },
  ],
});

describe('a grader that is typed over', () => {
  test('is saved as it was where nothing is changed', () => {
    expect(graders.map(({ grader }) => grader.kind).toSorted()).toEqual(Object.keys(graderKinds).toSorted());
    for (const { grader, weight } of graders)
      expect(readDraft(draftOf('x', grader, weight))).toEqual({ grader, weight });
  });

  test('says what is missing', () => {
    const problems = Object.keys(graderKinds).map((kind) => readDraft(newGrader('x', kind as Grader['kind'])));
    expect(problems.filter((each) => 'problem' in each)).toHaveLength(Object.keys(graderKinds).length - 1);
    expect(readDraft(newGrader('x', 'judge'))).toEqual({ problem: 'Judge is missing or does not fit.' });
    expect(readDraft(newGrader('x', 'fields'))).toEqual({ problem: 'Field 1 is missing or does not fit.' });
    const text = { ...newGrader('x', 'schema'), values: { schema: '{"type": ' } };
    expect(readDraft(text)).toEqual({ problem: 'JSON Schema is missing or does not fit.' });
    expect(readDraft({ ...newGrader('x', 'exact'), weight: '0' })).toEqual({ problem: 'The weight must be above 0.' });
  });
});

test('moving keeps every item', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.integer(), { minLength: 1 }), fc.nat(), fc.nat(), (items, left, right) => {
      const [from, to] = [left % items.length, right % items.length];
      const moved = moveTo(items, from, to);
      expect(moved[to]).toBe(items[from]);
      expect(moved.toSorted()).toEqual(items.toSorted());
    }),
  );
});
