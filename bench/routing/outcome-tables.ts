import { existsSync, readFileSync } from 'node:fs';
import type { OutcomeCase, OutcomeTable } from '@switchyard/routing';
import { readCsv } from './read-csv.ts';

export interface NamedTable {
  readonly name: string;
  readonly table: OutcomeTable;
}

/** Candidate refs as the router knows them: one supplier with one model per column. */
export const supplierSlug = 'table';
const refOf = (model: string): string => `${supplierSlug}/${model}`;

/** `ok|MODEL` and `out_tok|MODEL` per model; prices per million tokens, so that costs are micro-dollars. */
const zeroEval = (folder: string): NamedTable[] => {
  const prices: Record<string, [number, number]> = JSON.parse(readFileSync(`${folder}/prices.json`, 'utf8'));
  const models = Object.entries(prices);
  const table = readCsv(`${folder}/outcomes.csv`).map((row, index): OutcomeCase => {
    const results = models.flatMap(([model, [input, output]]) => {
      if (row[`ok|${model}`] === undefined || row[`ok|${model}`] === '') return [];
      const outputTokens = Number(row[`out_tok|${model}`]);
      const cost = Number(row.in_tok) * input + outputTokens * output;
      return [[refOf(model), { score: Number(row[`ok|${model}`]), cost, outputTokens }] as const];
    });
    return {
      id: `${index} ${row.id}`,
      category: row.task ?? null,
      text: row.prompt ?? null,
      results: Object.fromEntries(results),
    };
  });
  return [{ name: 'zeroeval', table }];
};

/** Mean price per million tokens by which the RouteLLM paper (arXiv 2406.18665) compares its two models. */
const routeLlmPrices: Readonly<Record<string, number>> = { 'mixtral-8x7b-instruct': 0.24, 'gpt-4-1106-preview': 24.7 };
const tokensPerCall = 1000;

/** `MODEL_ok` per model. Answers of both models count as equally long, so a call's cost is its price. */
const routeLlm = (folder: string): NamedTable[] => {
  const rows = readCsv(`${folder}/outcomes.csv`);
  const models = Object.keys(rows[0] ?? {}).flatMap((column) => (column.endsWith('_ok') ? column.slice(0, -3) : []));
  const names = [...new Set(rows.map(({ dataset }) => dataset ?? ''))];
  return names.map((name) => {
    const table = rows
      .filter(({ dataset }) => dataset === name)
      .map((row, index): OutcomeCase => {
        const results = models.map((model) => {
          const cost = (routeLlmPrices[model] ?? 1) * tokensPerCall;
          return [refOf(model), { score: Number(row[`${model}_ok`]), cost }] as const;
        });
        return {
          id: `${name} ${index}`,
          category: row.subject ?? null,
          text: row.prompt ?? null,
          results: Object.fromEntries(results),
        };
      });
    return { name: `routellm ${name}`, table };
  });
};

const readers = { zeroeval: zeroEval, routellm: routeLlm };

/** Every table whose folder is there, and the folders that are not. */
export const readTables = (data: string): { tables: NamedTable[]; missing: string[] } => {
  const present = Object.entries(readers).map(([name, read]) => ({ folder: `${data}/${name}`, read }));
  return {
    tables: present.flatMap(({ folder, read }) => (existsSync(`${folder}/outcomes.csv`) ? read(folder) : [])),
    missing: present.flatMap(({ folder }) => (existsSync(`${folder}/outcomes.csv`) ? [] : [folder])),
  };
};
