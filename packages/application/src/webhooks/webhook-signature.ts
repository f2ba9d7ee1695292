import { createHmac, hash, type KeyObject, timingSafeEqual } from 'node:crypto';
import { DomainError } from '@switchyard/domain';

export interface SignedDelivery {
  /** `x-switchyard-signature: t=<unix seconds>,v1=<hex>`; several `v1` while a secret is replaced. */
  readonly signature: string;
  /** `x-switchyard-delivery`, when the sender numbers its deliveries: then it is part of what is signed. */
  readonly deliveryId: string | null;
  readonly body: Buffer;
}

const refuse = (message: string): never => {
  throw new DomainError('unauthenticated', message);
};

const parseHeader = (header: string): { seconds: number; macs: Buffer[] } => {
  const parts = header.split(',').map((part) => part.trim().split('='));
  const seconds = parts.flatMap(([name, value]) =>
    name === 't' && /^\d{1,12}$/.test(value ?? '') ? [Number(value)] : [],
  );
  const macs = parts.flatMap(([name, value]) =>
    name === 'v1' && value && /^[0-9a-f]{64}$/i.test(value) ? [Buffer.from(value, 'hex')] : [],
  );
  const [first, ...more] = seconds;
  if (first === undefined || more.length > 0 || macs.length === 0 || macs.length > 4) {
    return refuse('The signature is missing or malformed. Send x-switchyard-signature: t=<unix seconds>,v1=<hex>.');
  }
  return { seconds: first, macs };
};

/**
 * What is signed: `timestamp.body`, or `timestamp.delivery.body` with a delivery id. A delivery id has no brace and a body
 * begins with one, so that neither can be read as the other.
 */
export const signDelivery = (
  secret: string | KeyObject,
  seconds: number,
  deliveryId: string | null,
  body: Buffer,
): Buffer =>
  createHmac('sha256', secret)
    .update(deliveryId === null ? `${seconds}.` : `${seconds}.${deliveryId}.`)
    .update(body)
    .digest();

/**
 * Checks HMAC-SHA256 (RFC 2104) in constant time and the age of the timestamp. Returns the key under which a repetition of
 * the same delivery finds its run instead of starting another. Throws `unauthenticated`, `invalid_input`.
 */
export const verifyDelivery = (
  delivery: SignedDelivery,
  secret: string | KeyObject,
  toleranceSeconds: number,
  now: Date,
): { readonly idempotencyKey: string } => {
  const { deliveryId, body } = delivery;
  if (deliveryId !== null && !/^[A-Za-z0-9_-]{1,128}$/.test(deliveryId)) {
    throw new DomainError('invalid_input', 'x-switchyard-delivery may hold letters, digits, dashes and underscores.');
  }
  const { seconds, macs } = parseHeader(delivery.signature);
  const expected = signDelivery(secret, seconds, deliveryId, body);
  // Every candidate is compared in full, whichever fits.
  const isSigned = macs.map((mac) => timingSafeEqual(mac, expected)).includes(true);
  if (!isSigned) refuse('The signature does not fit this body. Sign the exact bytes with the secret of this webhook.');
  if (Math.abs(now.getTime() / 1000 - seconds) > toleranceSeconds) {
    refuse(`The signature is older or newer than ${toleranceSeconds} seconds. Check the clock of the sender.`);
  }
  const identity = deliveryId === null ? expected.toString('hex') : `delivery/${deliveryId}`;
  return { idempotencyKey: `webhook/${hash('sha256', identity)}` };
};
