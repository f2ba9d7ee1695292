/** Defensive reads from a config that may still be wrong. */
export const readText = (config: object, key: string): string => {
  const value: unknown = Reflect.get(config, key);
  return typeof value === 'string' ? value.trim() : '';
};

export const readList = (config: object, key: string): readonly unknown[] => {
  const value: unknown = Reflect.get(config, key);
  return Array.isArray(value) ? value : [];
};

export const readObject = (config: object, key: string): object => {
  const value: unknown = Reflect.get(config, key);
  return typeof value === 'object' && value !== null ? value : {};
};

export const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

export const readNumber = (config: object, key: string, fallback: number): number => {
  const value: unknown = Reflect.get(config, key);
  return typeof value === 'number' ? value : fallback;
};
