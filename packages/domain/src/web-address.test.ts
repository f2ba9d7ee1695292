import { expect, test } from 'vitest';
import { webAddressSchema } from './web-address.ts';

test('an address is one of the web: what only looks like a URL is refused with the remedy', () => {
  for (const address of ['http://127.0.0.1:11434/v1', 'https://api.example.com/v1']) {
    expect(webAddressSchema.parse(address)).toBe(address);
  }
  for (const address of ['localhost:11434/v1', 'ftp://files.example.com', 'javascript:alert(1)', '']) {
    expect(() => webAddressSchema.parse(address)).toThrow('begins with http:// or https://');
  }
});
