import { readFileSync } from 'node:fs';

/** RFC 4180 with a header line; prompts hold quotes, commas and line breaks. Throws an Error that names the line of what is no CSV. */
export const readCsv = (path: string): Record<string, string>[] => {
  const rows: string[][] = [[]];
  const cell = /("(?:[^"]|"")*"|[^",\n\r]*)(,|\r?\n|$)/gy;
  const text = readFileSync(path, 'utf8').replace(/^\uFEFF/, '');
  while (cell.lastIndex < text.length) {
    const from = cell.lastIndex;
    const match = cell.exec(text);
    if (!match) {
      const line = text.slice(0, from).split('\n').length;
      throw new Error(
        `${path}, line ${line}: a quote is open or stands within a cell. Cells with quotes, commas or line breaks are quoted, quotes in them doubled.`,
      );
    }
    const [, value = '', end = ''] = match;
    rows.at(-1)?.push(value.startsWith('"') ? value.slice(1, -1).replaceAll('""', '"') : value);
    if (end !== ',') rows.push([]);
  }
  const [header = [], ...records] = rows.filter((row) => row.length > 1 || (row[0] ?? '') !== '');
  return records.map((record) => Object.fromEntries(header.map((name, at) => [name, record[at] ?? ''])));
};
