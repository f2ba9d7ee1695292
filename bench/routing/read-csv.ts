import { readFileSync } from 'node:fs';

/** RFC 4180 with a header line; prompts hold quotes, commas and line breaks. */
export const readCsv = (path: string): Record<string, string>[] => {
  const rows: string[][] = [[]];
  const cell = /("(?:[^"]|"")*"|[^",\n\r]*)(,|\r?\n|$)/gy;
  const text = readFileSync(path, 'utf8');
  while (cell.lastIndex < text.length) {
    const [, value = '', end = ''] = cell.exec(text) ?? [];
    rows.at(-1)?.push(value.startsWith('"') ? value.slice(1, -1).replaceAll('""', '"') : value);
    if (end !== ',') rows.push([]);
  }
  const [header = [], ...records] = rows.filter(({ length }) => length > 0);
  return records.map((record) => Object.fromEntries(header.map((name, at) => [name, record[at] ?? ''])));
};
