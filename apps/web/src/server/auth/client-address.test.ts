import { expect, test } from 'vitest';
import { clientAddress } from './client-address.ts';

test('what a client wrote in front of our proxies is not believed', () => {
  expect(clientAddress('6.6.6.6, 203.0.113.7', 1)).toBe('203.0.113.7');
  expect(clientAddress('6.6.6.6, 203.0.113.7, 10.0.0.1', 2)).toBe('203.0.113.7');
});

test('without a proxy it is the address the server saw', () => {
  expect(clientAddress('203.0.113.7', 0)).toBe('203.0.113.7');
  expect(clientAddress(null, 0)).toBe('');
});
