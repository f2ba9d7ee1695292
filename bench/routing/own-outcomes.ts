import { readFileSync } from 'node:fs';
import type { CaseResult, OutcomeCase, OutcomeTable } from '@switchyard/routing';
import { readCsv } from './read-csv.ts';

/** Candidate refs as the router knows them: one supplier with one model per column. */
export const supplierSlug = 'table';
export const refOf = (model: string): string => `${supplierSlug}/${model}`;

type Fields = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isGiven = (value: unknown): boolean => value !== undefined && value !== null && value !== '';

const shown = (value: unknown): string => JSON.stringify(value)?.slice(0, 60) ?? 'nothing';

/** A number of the file, or the same as a cell of text. */
const readNumber = (place: string, name: string, value: unknown, max: number): number => {
  const read = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  if (typeof read === 'number' && read >= 0 && read <= max && Number.isFinite(read)) return read;
  const range = Number.isFinite(max) ? `a number from 0 to ${max}` : 'a number of 0 or more';
  throw new Error(`${place}: ${name} must be ${range}, and is ${shown(value)}.`);
};

const readText = (place: string, name: string, value: unknown): string | null => {
  if (!isGiven(value)) return null;
  if (typeof value === 'string' || typeof value === 'number') return String(value);
  throw new Error(`${place}: ${name} must be text, and is ${shown(value)}.`);
};

const readId = (place: string, value: unknown): string => {
  const id = readText(place, 'id', value);
  if (id === null) throw new Error(`${place}: there is no id.`);
  return id;
};

/** Answers are compared without regard to case and outer blanks. */
export const normaliseAnswer = (answer: string): string => answer.normalize('NFKC').trim().toLowerCase();

const readResult = (place: string, fields: Fields, tokens: unknown): CaseResult => {
  const answer = readText(place, 'answer', fields.answer);
  return {
    score: readNumber(place, 'score', fields.score, 1),
    cost: readNumber(place, 'cost', fields.cost, Number.POSITIVE_INFINITY),
    ...(isGiven(tokens) ? { outputTokens: readNumber(place, 'output tokens', tokens, Number.POSITIVE_INFINITY) } : {}),
    ...(answer === null ? {} : { answer: normaliseAnswer(answer) }),
  };
};

const parseLine = (place: string, line: string): Fields => {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    throw new Error(`${place}: this is no JSON. Each line holds one case as a JSON object.`);
  }
  if (isObject(value)) return value;
  throw new Error(`${place}: each line holds one case as a JSON object, and this is ${shown(value)}.`);
};

/** One case per line: `{"id", "category", "text", "results": {"model": {"score", "cost", "outputTokens", "answer"}}}`. */
export const readOutcomesJsonl = (path: string): OutcomeTable => {
  const seen = new Set<string>();
  const lines = readFileSync(path, 'utf8')
    .replace(/^\uFEFF/, '')
    .split('\n');
  return lines.flatMap((line, at): OutcomeCase[] => {
    if (line.trim() === '') return [];
    const place = `${path}, line ${at + 1}`;
    const fields = parseLine(place, line);
    const id = readId(place, fields.id);
    if (seen.has(id)) throw new Error(`${place}: the id “${id}” stands on an earlier line too. An id names one case.`);
    seen.add(id);
    if (!isObject(fields.results)) throw new Error(`${place}: results must be an object of candidates.`);
    const results = Object.entries(fields.results).map(([model, result]) => {
      const own = `${place}, results of “${model}”`;
      if (!isObject(result)) throw new Error(`${own}: must be an object with score and cost, and is ${shown(result)}.`);
      return [refOf(model), readResult(own, result, result.outputTokens)] as const;
    });
    const category = readText(place, 'category', fields.category);
    return [{ id, category, text: readText(place, 'text', fields.text), results: Object.fromEntries(results) }];
  });
};

const columnsNeeded = ['id', 'candidate', 'score', 'cost'] as const;

/** A row per case and candidate: `id`, `candidate`, `score`, `cost`, and `category`, `text`, `output_tokens`, `answer` where known. */
export const readOutcomesCsv = (path: string): OutcomeTable => {
  const rows = readCsv(path);
  const columns = Object.keys(rows[0] ?? {});
  const lacking = columnsNeeded.filter((name) => !columns.includes(name));
  if (lacking.length > 0) {
    const found = columns.join(', ') || 'no row at all';
    throw new Error(`${path}: there is no column ${lacking.join(', ')}. Found: ${found}.`);
  }
  const cases = new Map<string, OutcomeCase & { readonly results: Record<string, CaseResult> }>();
  for (const [at, row] of rows.entries()) {
    const place = `${path}, row ${at + 1} after the header`;
    const id = readId(place, row.id);
    const own = cases.get(id) ?? { id, category: row.category || null, text: row.text || null, results: {} };
    cases.set(id, own);
    if (!row.candidate) throw new Error(`${place}: there is no candidate.`);
    const ref = refOf(row.candidate);
    if (Object.hasOwn(own.results, ref)) {
      throw new Error(`${place}: “${row.candidate}” stands in an earlier row of case “${id}” too.`);
    }
    own.results[ref] = readResult(place, row, row.output_tokens);
  }
  return [...cases.values()];
};
