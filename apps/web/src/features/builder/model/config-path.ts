import type { JsonObject, JsonValue } from '@switchyard/domain';

/** `stages[0].who.users`, `stages.0.who.users` → `['stages', '0', 'who', 'users']`. */
export const splitPath = (path: string): readonly string[] =>
  path
    .replace(/\[(\d+)\]/g, '.$1')
    .split('.')
    .filter((part) => part !== '');

/** One spelling for paths, so that the problem of a field finds its field. */
export const normalPath = (path: string): string => splitPath(path).join('.');

const isContainer = (value: JsonValue | undefined): value is JsonObject | JsonValue[] =>
  typeof value === 'object' && value !== null;

export const readPath = (config: JsonValue, path: string): JsonValue | undefined => {
  let value: JsonValue | undefined = config;
  for (const part of splitPath(path)) {
    if (!isContainer(value)) return undefined;
    value = Array.isArray(value) ? value[Number(part)] : Object.hasOwn(value, part) ? value[part] : undefined;
  }
  return value;
};

const withEntry = (value: JsonValue | undefined, parts: readonly string[], next: JsonValue | undefined): JsonValue => {
  const [part, ...rest] = parts;
  if (part === undefined) return next ?? null;
  const child = (inner: JsonValue | undefined) => (rest.length === 0 ? next : withEntry(inner, rest, next));
  if (Array.isArray(value)) {
    const entry = child(value[Number(part)]);
    return entry === undefined
      ? value.filter((_, index) => index !== Number(part))
      : value.with(Math.min(Number(part), value.length - 1), entry);
  }
  const object: JsonObject = isContainer(value) ? value : {};
  const { [part]: before, ...others } = object;
  const entry = child(before);
  return entry === undefined ? others : { ...object, [part]: entry };
};

/** The config with one value set; `undefined` takes the field (or list entry) out. */
export const writePath = (config: JsonObject, path: string, next: JsonValue | undefined): JsonObject => {
  const written = withEntry(config, splitPath(path), next);
  return typeof written === 'object' && written !== null && !Array.isArray(written) ? written : config;
};
