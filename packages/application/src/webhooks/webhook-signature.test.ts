import fc from 'fast-check';
import { expect, test } from 'vitest';
import { signDelivery, verifyDelivery } from './webhook-signature.ts';

const secret = 'whsec_1234567890';
const now = new Date('2026-11-21T10:00:00Z');
const seconds = now.getTime() / 1000;
const body = Buffer.from('{"total":12.5}');
const header = (mac: Buffer, at = seconds) => `t=${at},v1=${mac.toString('hex')}`;
const verify = (delivery: Parameters<typeof verifyDelivery>[0]) => verifyDelivery(delivery, secret, 300, now);

test('what the secret signed is accepted, always under the same key', () => {
  const signature = header(signDelivery(secret, seconds, null, body));
  expect(verify({ signature, deliveryId: null, body })).toEqual(verify({ signature, deliveryId: null, body }));
});

test('a changed byte of the body, time or delivery id is refused', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 1, maxLength: 60 }), fc.nat({ max: 59 }), (bytes, at) => {
      const signed = Buffer.from(bytes);
      const changed = Buffer.from(bytes);
      const place = at % changed.length;
      changed.writeUInt8(changed.readUInt8(place) ^ 1, place);
      const signature = header(signDelivery(secret, seconds, null, signed));
      expect(() => verify({ signature, deliveryId: null, body: changed })).toThrow('does not fit');
    }),
  );
  const mac = signDelivery(secret, seconds, 'order-7', body);
  expect(() => verify({ signature: header(mac, seconds + 1), deliveryId: 'order-7', body })).toThrow('does not fit');
});

test('a captured call cannot be repeated under another delivery id, or without one', () => {
  const signature = header(signDelivery(secret, seconds, 'order-7', body));
  expect(() => verify({ signature, deliveryId: 'order-8', body })).toThrow('does not fit');
  expect(() => verify({ signature, deliveryId: null, body })).toThrow('does not fit');
  const plain = header(signDelivery(secret, seconds, null, body));
  expect(() => verify({ signature: plain, deliveryId: 'order-8', body })).toThrow('does not fit');
});

test('the same delivery sent again later, newly signed, has the same key', () => {
  const key = (at: number) =>
    verify({ signature: header(signDelivery(secret, at, 'order-7', body), at), deliveryId: 'order-7', body })
      .idempotencyKey;
  expect(key(seconds)).toBe(key(seconds - 120));
});

test.each([-301, 301])('a signature %i seconds off is refused', (off) => {
  const at = seconds + off;
  expect(() => verify({ signature: header(signDelivery(secret, at, null, body), at), deliveryId: null, body })).toThrow(
    'seconds',
  );
});

test('while a secret is replaced, either of two signatures will do', () => {
  const mac = signDelivery(secret, seconds, null, body).toString('hex');
  const signature = `t=${seconds},v1=${'0'.repeat(64)},v1=${mac}`;
  expect(() => verify({ signature, deliveryId: null, body })).not.toThrow();
});

test.each(['', 't=1', 'v1=00', `t=x,v1=${'0'.repeat(64)}`, `t=1,t=2,v1=${'0'.repeat(64)}`, `t=1,v1=${'0'.repeat(63)}`])(
  'a malformed header is refused: %j',
  (signature) => {
    expect(() => verify({ signature, deliveryId: null, body })).toThrow('malformed');
  },
);
