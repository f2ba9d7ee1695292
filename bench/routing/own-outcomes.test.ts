import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { comparedCases } from './compared-cases.ts';
import { readOwnTables } from './outcome-tables.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'outcomes-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const write = (name: string, text: string): void => {
  mkdirSync(dirname(join(folder, name)), { recursive: true });
  writeFileSync(join(folder, name), text);
};
const read = (name: string, text: string) => {
  write(name, text);
  return readOwnTables(folder)[0]?.table;
};

const csv = 'id,candidate,score,cost,category,text,output_tokens,answer\n';

describe('readOwnTables', () => {
  it('reads the same from a row per case and candidate and from a case per line', () => {
    const rows = `${csv}1,lab/small,0.5,12,law,"Who, ""he"" asked",40, Yes \n1,strong,1,300.5,law,"Who, ""he"" asked",,\n`;
    const line = {
      id: 1,
      category: 'law',
      text: 'Who, "he" asked',
      results: {
        'lab/small': { score: 0.5, cost: 12, outputTokens: 40, answer: 'yes' },
        strong: { score: 1, cost: 300.5 },
      },
    };
    const table = read('left/outcomes.csv', rows);
    expect(table).toEqual([
      {
        id: '1',
        category: 'law',
        text: 'Who, "he" asked',
        results: {
          'table/lab/small': { score: 0.5, cost: 12, outputTokens: 40, answer: 'yes' },
          'table/strong': { score: 1, cost: 300.5 },
        },
      },
    ]);
    expect(read('outcomes.jsonl', `\uFEFF${JSON.stringify(line)}\n\n`)).toEqual(table);
  });

  it.each([
    ['no candidate column', 'outcomes.csv', 'id,score,cost\n1,1,1\n', /no column candidate.*Found: id, score, cost/],
    ['an empty file', 'outcomes.csv', '', /no column id, candidate, score, cost.*no row at all/],
    [
      'a score above 1',
      'outcomes.csv',
      `${csv}1,a,1,1,,,,\n2,a,7,1,,,,\n`,
      /row 2 after the header: score .*0 to 1, and is "7"/,
    ],
    [
      'a cost that is no number',
      'outcomes.csv',
      `${csv}1,a,1,$3,,,,\n`,
      /cost must be a number of 0 or more, and is "\$3"/,
    ],
    ['an empty score', 'outcomes.csv', `${csv}1,a,,3,,,,\n`, /score must be/],
    ['no id', 'outcomes.csv', `${csv},a,1,3,,,,\n`, /there is no id/],
    ['two results of one candidate', 'outcomes.csv', `${csv}1,a,1,3,,,,\n1,a,0,3,,,,\n`, /row 2.*“a”.*case “1”/],
    ['an open quote', 'outcomes.csv', `${csv}1,a,1,3,"law,,,\n`, /line 2: a quote is open/],
    ['a line that is no JSON', 'outcomes.jsonl', '{"id":1,"results":{}}\n{id', /line 2: this is no JSON/],
    ['a line that is a list', 'outcomes.jsonl', '[1]', /line 1: each line holds one case/],
    ['results that are a list', 'outcomes.jsonl', '{"id":1,"results":[]}', /results must be an object/],
    ['a negative cost', 'outcomes.jsonl', '{"id":1,"results":{"a":{"score":1,"cost":-1}}}', /results of “a”: cost/],
    ['an id twice', 'outcomes.jsonl', '{"id":1,"results":{}}\n{"id":"1","results":{}}', /line 2: the id “1”/],
  ])('%s: says where and what', (_, name, text, message) => {
    expect(() => read(name, text)).toThrow(message);
  });

  it('says so where there is nothing to read', () => {
    expect(() => readOwnTables(folder)).toThrow(/no outcomes\.csv or outcomes\.jsonl/);
    expect(() => readOwnTables(join(folder, 'nowhere'))).toThrow(/no outcomes\.csv or outcomes\.jsonl/);
  });
});

describe('comparedCases', () => {
  it('compares who answered nearly all, on the cases that all of them answered', () => {
    const result = { score: 1, cost: 1 };
    const table = Array.from({ length: 10 }, (_, index) => ({
      id: String(index),
      results: {
        a: { score: index % 2, cost: 1 },
        ...(index > 0 ? { b: result } : {}),
        ...(index < 5 ? { c: result } : {}),
      },
    }));
    const { table: kept, leftOut, strongest } = comparedCases(table);
    expect(kept.map(({ id }) => id)).toEqual(['1', '2', '3', '4', '5', '6', '7', '8', '9']);
    expect(Object.keys(kept[0]?.results ?? {})).toEqual(['a', 'b']);
    expect(leftOut).toEqual(['c']);
    expect(strongest).toBe('b');
  });
});
