import { DomainError, type JsonValue } from '@switchyard/domain';
import type { RegisteredSupplier } from '../routing/load-routing.ts';
import type { CallSession } from './call-session.ts';

type Keyed = Pick<RegisteredSupplier, 'secretId' | 'isSimulated'>;

/** The key a supplier is asked with, at the endpoint that it is asked at; undefined where it needs none. */
export const keyOf = ({ routing }: CallSession, { secretId, isSimulated }: Keyed): string | undefined => {
  if (secretId !== null) return routing.keys.get(secretId);
  return isSimulated ? 'simulated' : undefined;
};

const hidden = '[key]';

const hideIn = (value: JsonValue, key: string): JsonValue => {
  if (typeof value === 'string') return value.replaceAll(key, hidden);
  if (Array.isArray(value)) return value.map((each) => hideIn(each, key));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, hideIn(each, key)]));
};

/** A failure in whose words the supplier's key does not stand: a server may repeat what it was sent, and clients and receipts show it. */
export const withoutKey = (session: CallSession, supplier: RegisteredSupplier, failure: DomainError): DomainError => {
  const key = supplier.secretId === null ? undefined : keyOf(session, supplier);
  const { code, message, details, retryable, cause } = failure;
  if (!key || !JSON.stringify([message, details]).includes(key)) return failure;
  const safe = Object.fromEntries(Object.entries(details).map(([name, each]) => [name, hideIn(each, key)]));
  return new DomainError(code, message.replaceAll(key, hidden), { details: safe, retryable, cause });
};

/** No model has a longer name; it goes into headers and receipts. */
const nameCharsMax = 200;

/** What a supplier calls the model that answered. */
export const nameWithoutKey = (
  session: CallSession,
  supplier: RegisteredSupplier,
  name: string | null,
): string | null => {
  const key = supplier.secretId === null ? undefined : keyOf(session, supplier);
  const safe = key ? name?.replaceAll(key, hidden) : name;
  return safe?.slice(0, nameCharsMax) ?? null;
};
