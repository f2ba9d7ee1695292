import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { readPatterns, slugOf } from './pattern.ts';

const page = readFileSync(new URL('../../../../docs/patterns.md', import.meta.url), 'utf8');

interface Row {
  readonly pattern: number;
  readonly slug: string;
  readonly name: string;
  readonly support: string;
}

const rows: Row[] = page.split('\n').flatMap((line) => {
  const [, number, slug = '', name = '', support = ''] =
    /^\| \[WCP-(\d+)\]\(\.\.\/packages\/application\/test\/patterns\/([\w-]+)\.json\) \| ([^|]+) \| (\w+) \|/.exec(
      line,
    ) ?? [];
  return number === undefined ? [] : [{ pattern: Number(number), slug, name, support }];
});

test('the page has one row per pattern, in order, and says what the definitions say', () => {
  const said = { direct: 'directly', partly: 'partly' };
  expect(rows).toEqual(
    readPatterns().map((each) => ({
      pattern: each.pattern,
      slug: slugOf(each),
      name: each.name,
      support: said[each.support],
    })),
  );
  expect(rows.map(({ pattern }) => pattern)).toEqual(Array.from({ length: 43 }, (_, index) => index + 1));
});

test('the page counts right', () => {
  const count = (support: string) => rows.filter((row) => row.support === support).length;
  expect(page).toContain(`${count('directly')} are supported directly, ${count('partly')} partly`);
});
