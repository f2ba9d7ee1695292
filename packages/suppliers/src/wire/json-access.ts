import type { JsonObject, JsonValue } from '@switchyard/domain';

/** Careful reading of what a supplier sent: whatever is not as expected reads as absent. */
export const isObject = (value: JsonValue | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const objectIn = (value: JsonObject | undefined, field: string): JsonObject | undefined => {
  const found = value?.[field];
  return isObject(found) ? found : undefined;
};

export const listIn = (value: JsonObject | undefined, field: string): JsonObject[] => {
  const found = value?.[field];
  return Array.isArray(found) ? found.filter(isObject) : [];
};

export const textIn = (value: JsonObject | undefined, field: string): string => {
  const found = value?.[field];
  return typeof found === 'string' ? found : '';
};

export const countIn = (value: JsonObject | undefined, field: string): number => {
  const found = value?.[field];
  return typeof found === 'number' && Number.isSafeInteger(found) && found >= 0 ? found : 0;
};

/** JSON text of an object, or undefined. */
export const parseObject = (text: string): JsonObject | undefined => {
  try {
    const value: JsonValue = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
};
