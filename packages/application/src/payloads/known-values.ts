import type { DomainError, JsonValue } from '@switchyard/domain';

/** Objects of this process whose stored form is known, so that one that comes back unchanged is not written again. */
const storedForms = new WeakMap<object, JsonValue>();
const lostValues = new WeakSet<object>();

/** Remembers how `value` is stored. It is frozen: a change would no longer be what is stored. */
export const remember = <Value extends JsonValue>(value: Value, stored: JsonValue): Value => {
  if (typeof value === 'object' && value !== null && !isLost(value)) storedForms.set(Object.freeze(value), stored);
  return value;
};

export const findStored = (value: JsonValue): JsonValue | undefined =>
  typeof value === 'object' && value !== null ? storedForms.get(value) : undefined;

export const isLost = (value: JsonValue): boolean =>
  typeof value === 'object' && value !== null && lostValues.has(value);

/**
 * Stands for content that cannot be read: whoever looks into it gets `reason`, whoever only passes it on does not. So the
 * node that needs the content fails and says why, and a run that does not need it goes on.
 */
export const createLost = (reason: DomainError, stored: JsonValue): JsonValue => {
  const refuse = (): never => {
    throw reason;
  };
  const lost: JsonValue = new Proxy(
    {},
    {
      // Asked by `await`, which only passes it on.
      get: (_, name) => (name === 'then' ? undefined : refuse()),
      has: refuse,
      ownKeys: refuse,
      getPrototypeOf: refuse,
      getOwnPropertyDescriptor: refuse,
    },
  );
  if (typeof lost === 'object' && lost !== null) {
    lostValues.add(lost);
    storedForms.set(lost, stored);
  }
  return lost;
};
