interface GuessedColumns {
  readonly columns: readonly string[];
  /** Names of columns; empty where none looks like it. */
  readonly day: string;
  readonly model: string;
  readonly amount: string;
}

/** The cells of one line; what stands in quotes stays together. */
const cellsOf = (line: string, delimiter: string): string[] => {
  const cells = [''];
  let isQuoted = false;
  for (const sign of line) {
    if (sign === '"') isQuoted = !isQuoted;
    else if (sign === delimiter && !isQuoted) cells.push('');
    else cells.push(`${cells.pop() ?? ''}${sign}`);
  }
  return cells.map((cell) => cell.trim());
};

const isDay = (value: string): boolean => /^\d{4}-\d{2}-\d{2}(?!\d)/.test(value);
const isNumber = (value: string): boolean => /^-?(?:US)?\$?\s*-?[\d.,]+(?:e[+-]?\d+)?$/i.test(value);

/**
 * The columns of a CSV, and which are probably day, model and amount: by their names, and among several of such a name by what
 * stands in the first line below. Only to fill in a form: the server reads the file by itself and has the last word.
 */
export const guessColumns = (csv: string): GuessedColumns => {
  const [head = '', first = ''] = csv.replace(/^\uFEFF/, '').split(/\r?\n/, 2);
  const delimiter = [';', '\t', '|', ','].find((each) => head.includes(each)) ?? ',';
  const columns = cellsOf(head, delimiter);
  const values = cellsOf(first, delimiter);
  const guess = (words: RegExp, fits: (value: string) => boolean = () => true): string => {
    const named = columns.filter((column) => words.test(column));
    return named.find((column) => fits(values[columns.indexOf(column)] ?? '')) ?? named[0] ?? '';
  };
  return {
    columns,
    day: guess(/date|day|time|tag|datum/i, isDay),
    model: guess(/model/i) || guess(/line.?item|sku/i),
    amount: guess(/cost|amount|usd|price|betrag/i, isNumber),
  };
};
