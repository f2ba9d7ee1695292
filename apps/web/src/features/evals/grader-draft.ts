import { type Grader, graderSchema } from '@switchyard/domain';

/** How one field is compared, as it is typed. */
export interface ComparisonDraft {
  /** Names it while others are taken away. */
  readonly id: string;
  readonly field: string;
  readonly compare: string;
  readonly tolerance: string;
  readonly weight: string;
}

/** A grader as it is typed: text, until it is saved or tried. */
export interface GraderDraft {
  /** Names it while it is moved about. */
  readonly id: string;
  readonly kind: Grader['kind'];
  readonly weight: string;
  readonly values: Readonly<Record<string, string>>;
  readonly comparisons: readonly ComparisonDraft[];
}

export interface GraderInput {
  readonly name: string;
  readonly label: string;
  readonly hint?: string;
  readonly kind: 'text' | 'number' | 'long' | 'code' | 'output' | 'input' | 'candidate' | 'source';
  readonly isOptional?: boolean;
}

interface GraderKind {
  readonly label: string;
  readonly about: string;
  readonly inputs: readonly GraderInput[];
}

const field: GraderInput = { name: 'field', label: 'Field of the answer', kind: 'output' };

/** Every kind of grader, in the order in which they are offered: what is cheap and certain first. */
export const graderKinds: Readonly<Record<Grader['kind'], GraderKind>> = {
  exact: { label: 'Whole answer', about: 'Equal to the expected one.', inputs: [] },
  fields: { label: 'Field by field', about: 'Each compared with the expected one, by its weight.', inputs: [] },
  number: {
    label: 'Number within a tolerance',
    about: 'The larger tolerance counts.',
    inputs: [
      field,
      { name: 'absolute', label: 'May differ by', kind: 'number' },
      { name: 'relative', label: 'Or by this share', hint: '0.05 is 5 %.', kind: 'number' },
    ],
  },
  similarity: { label: 'Similar text', about: 'How like the expected text it is.', inputs: [field] },
  schema: {
    label: 'Schema',
    about: 'The answer fits a schema, which may ask for more than the task does.',
    inputs: [{ name: 'schema', label: 'JSON Schema', kind: 'code' }],
  },
  regex: {
    label: 'Regular expression',
    about: 'In linear time: no back-references, no look-around.',
    inputs: [field, { name: 'pattern', label: 'Pattern', kind: 'text' }],
  },
  rule: {
    label: 'Rule',
    about: 'CEL over input, output and expected: true, false, or a number from 0 to 1.',
    inputs: [{ name: 'expression', label: 'Expression', kind: 'code' }],
  },
  source: {
    label: 'Source of truth',
    about: 'The field stands in a column of a source; with a key, in the row of that key.',
    inputs: [
      field,
      { name: 'source', label: 'Source', kind: 'source' },
      { name: 'column', label: 'Column', kind: 'text' },
      { name: 'keyField', label: 'Field that names the row', kind: 'input', isOptional: true },
      { name: 'keyColumn', label: 'Column it stands in', kind: 'text', isOptional: true },
      { name: 'tolerance', label: 'Numbers may differ by', kind: 'number', isOptional: true },
    ],
  },
  judge: {
    label: 'Model judge',
    about: 'A model says right, partly or wrong. People who grade the same answers show how far it is to be believed.',
    inputs: [
      { name: 'candidateRef', label: 'Judge', kind: 'candidate' },
      { name: 'criteria', label: 'What makes an answer right', kind: 'long' },
    ],
  },
  human: {
    label: 'A person',
    about: 'Somebody says right or wrong of every answer.',
    inputs: [{ name: 'question', label: 'Question', kind: 'text' }],
  },
};

const numbers: ReadonlySet<string> = new Set(['absolute', 'relative', 'tolerance']);

const starts: Readonly<Record<string, string>> = { absolute: '0', relative: '0', tolerance: '0' };

/** An empty comparison. */
export const newComparison = (id: string): ComparisonDraft => ({
  ...{ id, field: '', compare: 'text' },
  tolerance: '0',
  weight: '1',
});

/** An empty grader of a kind. */
export const newGrader = (id: string, kind: Grader['kind']): GraderDraft => ({
  id,
  kind,
  weight: '1',
  values: Object.fromEntries(graderKinds[kind].inputs.map(({ name }) => [name, starts[name] ?? ''])),
  comparisons: kind === 'fields' ? [newComparison('0')] : [],
});

const asText = (value: unknown): string =>
  typeof value === 'string' ? value : value === undefined ? '' : JSON.stringify(value, null, 2);

/** A grader that is there, to be typed over. */
export const draftOf = (id: string, grader: Grader, weight: number): GraderDraft => {
  const values: Readonly<Record<string, unknown>> = { ...grader };
  const inputs = graderKinds[grader.kind].inputs.map(({ name }) => [name, asText(values[name])] as const);
  const comparisons = grader.kind === 'fields' ? grader.fields : [];
  return {
    id,
    kind: grader.kind,
    weight: String(weight),
    values: Object.fromEntries(inputs),
    comparisons: comparisons.map((each, index) => ({
      id: String(index),
      field: each.field,
      compare: each.compare,
      tolerance: String(each.tolerance),
      weight: String(each.weight),
    })),
  };
};

/** Text that was typed as what the schema expects; an empty number is none, and JSON that is none stays text. */
const readValue = (name: string, text: string): unknown => {
  if (text.trim() === '') return undefined;
  if (numbers.has(name)) return Number(text);
  if (name !== 'schema') return text;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
};

const labelOf = (kind: Grader['kind'], path: readonly PropertyKey[]): string => {
  const input = graderKinds[kind].inputs.find(({ name }) => name === path[0]);
  if (input) return input.label;
  return path[0] === 'fields' ? `Field ${Number(path[1] ?? 0) + 1}` : 'The grader';
};

/** The grader as it would be saved, or what is missing of it in a sentence. */
export const readDraft = ({
  kind,
  weight,
  values,
  comparisons,
}: GraderDraft): { readonly grader: Grader; readonly weight: number } | { readonly problem: string } => {
  const typed = Object.entries(values).map(([name, text]) => [name, readValue(name, text)] as const);
  const fields = comparisons.map(({ id: _id, ...each }) => ({
    ...each,
    tolerance: Number(each.tolerance || 0),
    weight: Number(each.weight),
  }));
  const parsed = graderSchema.safeParse({
    kind,
    ...Object.fromEntries(typed.filter(([, value]) => value !== undefined)),
    ...(kind === 'fields' ? { fields } : {}),
  });
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    return { problem: `${labelOf(kind, issue?.path ?? [])} is missing or does not fit.` };
  }
  const share = Number(weight);
  if (!(share > 0 && share <= 1000)) return { problem: 'The weight must be above 0.' };
  return { grader: parsed.data, weight: share };
};

/** The list with the one at `from` at the place `to`. */
export const moveTo = <Item>(items: readonly Item[], from: number, to: number): Item[] => {
  const moved = items.toSpliced(from, 1);
  const item = items[from];
  return item === undefined ? [...items] : moved.toSpliced(to, 0, item);
};
