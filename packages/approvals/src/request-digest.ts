import { hash } from 'node:crypto';
import type { JsonValue } from '@switchyard/domain';

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** JSON whose text does not depend on the order in which keys were written; members that are undefined are left out. */
const canonical = (value: unknown): string =>
  JSON.stringify(value, (_key, member: unknown) => {
    if (!isObject(member)) return member;
    return Object.fromEntries(Object.entries(member).sort(([left], [right]) => (left < right ? -1 : 1)));
  });

const policyTexts = new WeakMap<object, string>();

/** Rules are those of a version and asked for with each of its requests: they are put in order once. */
const policyText = (policy: unknown): string => {
  if (typeof policy !== 'object' || policy === null) return canonical(policy);
  const known = policyTexts.get(policy);
  if (known !== undefined) return known;
  const text = canonical(policy);
  policyTexts.set(policy, text);
  return text;
};

/** SHA-256 (hex) of any JSON value in canonical form. */
export const contentDigest = (value: JsonValue): string => hash('sha256', canonical(value));

/**
 * SHA-256 (hex) over what is shown, the rules it is decided by and the version of the process. A vote carries it, so
 * that a decision is on exactly what was on the screen. `policy` is not changed afterwards: its text is kept. The parts are framed by JSON and cannot run into each other.
 */
export const requestDigest = (content: unknown, policy: unknown, versionId: string): string =>
  hash(
    'sha256',
    `switchyard/approval-request/v1\n[${canonical(content)},${policyText(policy)},${canonical(versionId)}]`,
  );
