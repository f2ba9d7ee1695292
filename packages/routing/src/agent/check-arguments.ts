import { compileLinearPattern, isDomainError, type JsonObject, type JsonValue } from '@switchyard/domain';

/*
 * The part of JSON Schema (2020-12) in which servers describe the arguments of their tools. It is read, never compiled to code,
 * and patterns are matched in linear time: a server's schema is an outside text. What cannot be checked is refused, not skipped.
 */

const types: Readonly<Record<string, (value: JsonValue) => boolean>> = {
  object: (value) => isObject(value),
  array: (value) => Array.isArray(value),
  string: (value) => typeof value === 'string',
  number: (value) => typeof value === 'number',
  integer: (value) => Number.isInteger(value),
  boolean: (value) => typeof value === 'boolean',
  null: (value) => value === null,
};

const isObject = (value: JsonValue | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Words about a value, not conditions on it. */
const notes = [
  'title',
  'description',
  'default',
  'examples',
  'format',
  '$schema',
  '$id',
  '$comment',
  'deprecated',
  'readOnly',
  'writeOnly',
  'contentMediaType',
  'contentEncoding',
  'nullable',
];
const conditions = [
  'type',
  'enum',
  'const',
  'properties',
  'required',
  'additionalProperties',
  'items',
  'minimum',
  'maximum',
  'exclusiveMinimum',
  'exclusiveMaximum',
  'multipleOf',
  'minLength',
  'maxLength',
  'pattern',
  'minItems',
  'maxItems',
  'uniqueItems',
  'minProperties',
  'maxProperties',
  'anyOf',
  'oneOf',
  'allOf',
  'not',
  '$ref',
  '$defs',
  'definitions',
];
const known: ReadonlySet<string> = new Set([...notes, ...conditions]);

const nodesMax = 2000;
const depthMax = 32;

const innerSchemas = (schema: JsonObject): JsonValue[] => {
  const maps = [schema.properties, schema.$defs, schema.definitions].filter(isObject).flatMap(Object.values);
  const lists = [schema.anyOf, schema.oneOf, schema.allOf].flatMap((each) => (Array.isArray(each) ? each : []));
  const single = [schema.items, schema.not, schema.additionalProperties].filter((each) => each !== undefined);
  return [...maps, ...lists, ...single];
};

const refTarget = (root: JsonObject, ref: JsonValue): JsonValue | undefined => {
  const found = typeof ref === 'string' ? /^#\/(\$defs|definitions)\/([^/~%]+)$/.exec(ref) : null;
  const group = found?.[1] === undefined ? undefined : root[found[1]];
  const name = found?.[2];
  return name !== undefined && isObject(group) && Object.hasOwn(group, name) ? group[name] : undefined;
};

const patternProblem = (pattern: JsonValue | undefined): string | null => {
  if (pattern === undefined) return null;
  try {
    compileLinearPattern(String(pattern));
    return null;
  } catch (thrown) {
    if (!isDomainError(thrown)) throw thrown;
    return 'its schema has a pattern that cannot be checked';
  }
};

/**
 * Why arguments cannot be checked against this schema, as the second half of a sentence; null: they can.
 * A tool whose arguments cannot be checked is not offered.
 */
export const findSchemaProblem = (schema: JsonObject): string | null => {
  if (schema.type !== 'object') return 'its schema does not describe an object';
  const queue: { readonly at: JsonValue; readonly depth: number }[] = [{ at: schema, depth: 0 }];
  // A queue that grows while it is read: every inner schema is looked at once.
  for (const { at, depth } of queue) {
    if (typeof at === 'boolean') continue;
    if (!isObject(at)) return 'its schema is not one';
    if (queue.length > nodesMax || depth > depthMax) return 'its schema is too large';
    const unknown = Object.keys(at).find((key) => !known.has(key) && !key.startsWith('x-'));
    if (unknown !== undefined) return `its schema uses “${unknown.slice(0, 60)}”, which cannot be checked`;
    if (at.$ref !== undefined && refTarget(schema, at.$ref) === undefined)
      return 'its schema refers to something outside it';
    if (Array.isArray(at.items)) return 'its schema uses a list of items, which cannot be checked';
    const problem = patternProblem(at.pattern);
    if (problem !== null) return problem;
    for (const inner of innerSchemas(at)) queue.push({ at: inner, depth: depth + 1 });
  }
  return null;
};

interface Check {
  readonly root: JsonObject;
  readonly path: string;
  readonly depth: number;
}

const same = (one: JsonValue, other: JsonValue): boolean => JSON.stringify(one) === JSON.stringify(other);

const typeNames = (type: JsonValue | undefined): string[] =>
  (Array.isArray(type) ? type : type === undefined ? [] : [type]).filter((each) => typeof each === 'string');

const bounds: readonly (readonly [string, (value: number, bound: number) => boolean, string])[] = [
  ['minimum', (value, bound) => value >= bound, 'at least'],
  ['maximum', (value, bound) => value <= bound, 'at most'],
  ['exclusiveMinimum', (value, bound) => value > bound, 'more than'],
  ['exclusiveMaximum', (value, bound) => value < bound, 'less than'],
  ['multipleOf', (value, bound) => Math.abs(value / bound - Math.round(value / bound)) < 1e-9, 'a multiple of'],
];

function* numberIssues(schema: JsonObject, value: number): Generator<string> {
  for (const [key, holds, words] of bounds) {
    const bound = schema[key];
    if (typeof bound === 'number' && !holds(value, bound)) yield `must be ${words} ${bound}`;
  }
}

const isWithin = (size: number, min: JsonValue | undefined, max: JsonValue | undefined): boolean =>
  !((typeof min === 'number' && size < min) || (typeof max === 'number' && size > max));

function* textIssues(schema: JsonObject, value: string): Generator<string> {
  if (!isWithin([...value].length, schema.minLength, schema.maxLength)) yield 'does not have the right length';
  if (schema.pattern !== undefined && !compileLinearPattern(String(schema.pattern))(value)) {
    yield `does not fit ${String(schema.pattern).slice(0, 100)}`;
  }
}

function* listIssues(schema: JsonObject, value: readonly JsonValue[], check: Check): Generator<string> {
  if (!isWithin(value.length, schema.minItems, schema.maxItems))
    yield `${check.path} does not have the right number of items`;
  if (schema.uniqueItems === true && new Set(value.map((each) => JSON.stringify(each))).size < value.length) {
    yield `${check.path} names something twice`;
  }
  if (schema.items === undefined) return;
  for (const [index, each] of value.entries()) {
    yield* issuesOf(schema.items, each, { ...check, path: `${check.path}[${index}]`, depth: check.depth + 1 });
  }
}

function* objectIssues(schema: JsonObject, value: JsonObject, check: Check): Generator<string> {
  const properties = isObject(schema.properties) ? schema.properties : {};
  const required = Array.isArray(schema.required) ? schema.required : [];
  const names = Object.keys(value);
  if (!isWithin(names.length, schema.minProperties, schema.maxProperties))
    yield `${check.path} does not have the right number of fields`;
  for (const name of required) {
    if (typeof name === 'string' && !Object.hasOwn(value, name)) yield `${check.path}.${name} is missing`;
  }
  for (const name of names) {
    const own = Object.hasOwn(properties, name) ? properties[name] : schema.additionalProperties;
    const at = { ...check, path: `${check.path}.${name.slice(0, 100)}`, depth: check.depth + 1 };
    if (own === false) yield `${at.path} is not known`;
    else if (own !== undefined) yield* issuesOf(own, value[name] ?? null, at);
  }
}

const fits = (schema: JsonValue, value: JsonValue, check: Check): boolean =>
  issuesOf(schema, value, { ...check, depth: check.depth + 1 }).next().done === true;

function* combinedIssues(schema: JsonObject, value: JsonValue, check: Check): Generator<string> {
  const { anyOf, oneOf, allOf, not } = schema;
  const count = (list: JsonValue[]) => list.filter((each) => fits(each, value, check)).length;
  if (Array.isArray(anyOf) && count(anyOf) === 0) yield `${check.path} fits none of what is allowed`;
  if (Array.isArray(oneOf) && count(oneOf) !== 1) yield `${check.path} must fit exactly one of what is allowed`;
  if (not !== undefined && fits(not, value, check)) yield `${check.path} is not allowed`;
  for (const each of Array.isArray(allOf) ? allOf : []) {
    yield* issuesOf(each, value, { ...check, depth: check.depth + 1 });
  }
  if (schema.$ref === undefined) return;
  yield* issuesOf(refTarget(check.root, schema.$ref) ?? false, value, { ...check, depth: check.depth + 1 });
}

function* ownIssues(schema: JsonObject, value: JsonValue, check: Check): Generator<string> {
  const named = typeNames(schema.type);
  if (named.length > 0 && !named.some((name) => types[name]?.(value)))
    return yield `${check.path} must be ${named.join(' or ')}`;
  if (Array.isArray(schema.enum) && !schema.enum.some((each) => same(each, value))) {
    yield `${check.path} must be one of ${JSON.stringify(schema.enum).slice(0, 200)}`;
  }
  if (schema.const !== undefined && !same(schema.const, value))
    yield `${check.path} must be ${JSON.stringify(schema.const).slice(0, 100)}`;
  const at = (issue: string) => `${check.path} ${issue}`;
  if (typeof value === 'number') for (const issue of numberIssues(schema, value)) yield at(issue);
  if (typeof value === 'string') for (const issue of textIssues(schema, value)) yield at(issue);
  if (Array.isArray(value)) yield* listIssues(schema, value, check);
  else if (isObject(value)) yield* objectIssues(schema, value, check);
}

function* issuesOf(schema: JsonValue, value: JsonValue, check: Check): Generator<string> {
  if (schema === true) return;
  if (!isObject(schema)) return yield `${check.path} is not allowed`;
  if (check.depth > depthMax) return yield `${check.path} is nested too deeply`;
  yield* ownIssues(schema, value, check);
  yield* combinedIssues(schema, value, check);
}

const issuesMax = 10;

/**
 * What is wrong with a tool call's arguments by the tool's schema, in words for the model; empty: nothing. The schema is one
 * that `findSchemaProblem` found nothing against.
 */
export const findArgumentIssues = (schema: JsonObject, value: JsonValue): string[] => {
  const issues: string[] = [];
  for (const issue of issuesOf(schema, value, { root: schema, path: 'arguments', depth: 0 })) {
    issues.push(issue);
    if (issues.length === issuesMax) break;
  }
  return issues;
};
