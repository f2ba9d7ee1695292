import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { CaseResult, OutcomeCase, OutcomeTable } from '@switchyard/routing';
import { normaliseAnswer, readOutcomesCsv, readOutcomesJsonl, refOf } from './own-outcomes.ts';
import { readCsv } from './read-csv.ts';

export interface NamedTable {
  readonly name: string;
  readonly table: OutcomeTable;
}

type Row = Readonly<Record<string, string>>;

/** Input and output price per million tokens; what a table holds is then in micro-dollars. */
type Prices = Readonly<Record<string, readonly [number, number]>>;

const pricesOf = (folder: string): Prices => {
  const path = join(folder, 'prices.json');
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : {};
};

/** The answer itself, where a table holds it: then nothing is assumed about how often wrong ones coincide. */
const answerOf = (text: string | undefined): Pick<CaseResult, 'answer'> =>
  text === undefined || text === '' ? {} : { answer: normaliseAnswer(text) };

/** `ok|MODEL`, `out_tok|MODEL` and, if there are answers, `answer|MODEL`; `task` is the category. */
const readWide = (name: string, rows: readonly Row[], prices: Prices): NamedTable[] => {
  const models = Object.keys(rows[0] ?? {}).flatMap((column) => (column.startsWith('ok|') ? column.slice(3) : []));
  const table = rows.map((row, index): OutcomeCase => {
    const results = models.flatMap((model): [string, CaseResult][] => {
      const [input, output] = prices[model] ?? [1, 1];
      const score = row[`ok|${model}`];
      if (score === undefined || score === '') return [];
      const outputTokens = Number(row[`out_tok|${model}`]);
      const cost = Number(row.in_tok) * input + outputTokens * output;
      return [[refOf(model), { score: Number(score), cost, outputTokens, ...answerOf(row[`answer|${model}`]) }]];
    });
    return {
      id: `${index} ${row.id}`,
      category: row.task ?? null,
      text: row.prompt ?? null,
      results: Object.fromEntries(results),
    };
  });
  return [{ name, table }];
};

/** Mean price per million tokens by which the RouteLLM paper (arXiv 2406.18665) compares its two models. */
const routeLlmPrices: Readonly<Record<string, number>> = { 'mixtral-8x7b-instruct': 0.24, 'gpt-4-1106-preview': 24.7 };
const tokensPerCall = 1000;
const charsPerToken = 4;

/** `mixtral_out_chars` belongs to `mixtral-8x7b-instruct`. */
const lengthColumnOf = (columns: readonly string[], model: string): string | undefined => {
  const plain = model.replaceAll(/[^a-z0-9]/gi, '');
  return columns.find((column) => column.endsWith('_out_chars') && plain.startsWith(column.slice(0, -10)));
};

/** `MODEL_ok` per model, one table per `dataset`. Answers count as equally long, so a call's cost is its price. */
const readNarrow = (folder: string, rows: readonly Row[], prices: Prices): NamedTable[] => {
  const columns = Object.keys(rows[0] ?? {});
  const models = columns.flatMap((column) => (column.endsWith('_ok') ? column.slice(0, -3) : []));
  const lengthColumns = new Map(models.map((model) => [model, lengthColumnOf(columns, model)]));
  const priceOf = (model: string): number => routeLlmPrices[model] ?? prices[model]?.[1] ?? 1;
  const names = [...new Set(rows.map(({ dataset }) => dataset ?? ''))];
  return names.map((name) => {
    const table = rows
      .filter(({ dataset }) => (dataset ?? '') === name)
      .map((row, index): OutcomeCase => {
        const results = models.map((model): [string, CaseResult] => {
          const chars = Number(row[lengthColumns.get(model) ?? ''] ?? 0);
          const length = chars > 0 ? { outputTokens: Math.round(chars / charsPerToken) } : {};
          const cost = priceOf(model) * tokensPerCall;
          const score = Number(row[`${model}_ok`]);
          return [refOf(model), { score, cost, ...length, ...answerOf(row[`${model}_answer`]) }];
        });
        return {
          id: `${name} ${index}`,
          category: row.subject ?? null,
          text: row.prompt ?? null,
          results: Object.fromEntries(results),
        };
      });
    return { name: `${folder} ${name}`.trim(), table };
  });
};

/** By its columns: `ok|MODEL`, `MODEL_ok`, or one row per case and candidate. */
const readCsvTables = (name: string, folder: string): NamedTable[] => {
  const path = join(folder, 'outcomes.csv');
  const rows = readCsv(path);
  const columns = Object.keys(rows[0] ?? {});
  if (columns.some((column) => column.startsWith('ok|'))) return readWide(name, rows, pricesOf(folder));
  if (columns.some((column) => column.endsWith('_ok'))) return readNarrow(name, rows, pricesOf(folder));
  return [{ name, table: readOutcomesCsv(path) }];
};

const readFolder = (name: string, folder: string): NamedTable[] => {
  const path = join(folder, 'outcomes.jsonl');
  return existsSync(path) ? [{ name, table: readOutcomesJsonl(path) }] : readCsvTables(name, folder);
};

const hasOutcomes = (folder: string): boolean =>
  ['outcomes.csv', 'outcomes.jsonl'].some((name) => existsSync(join(folder, name)));

/** Folders that the product is measured on; others with outcomes are read as well. */
const expected = ['zeroeval', 'routellm'];

/** Every folder of `data` with outcomes, and the folders that are expected and not there. */
export const readTables = (data: string): { tables: NamedTable[]; missing: string[] } => {
  const found = existsSync(data) ? readdirSync(data).filter((name) => hasOutcomes(join(data, name))) : [];
  const names = [
    ...expected.filter((name) => found.includes(name)),
    ...found.filter((name) => !expected.includes(name)),
  ];
  return {
    tables: names.flatMap((name) => readFolder(name, join(data, name))),
    missing: expected.filter((name) => !found.includes(name)).map((name) => join(data, name)),
  };
};

/** Tables of somebody's own: those of the folder itself, or of the folders in it. Throws an Error when there are none. */
export const readOwnTables = (data: string): NamedTable[] => {
  const tables = hasOutcomes(data) ? readFolder(basename(data), data) : readTables(data).tables;
  if (tables.length === 0) {
    throw new Error(`${data}: there is no outcomes.csv or outcomes.jsonl, neither here nor in a folder below.`);
  }
  return tables;
};
