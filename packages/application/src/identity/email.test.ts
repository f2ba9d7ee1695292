import { expect, test } from 'vitest';
import { emailSchema } from './email.ts';

test('case and surrounding blanks do not make another person', () => {
  expect(emailSchema.parse('  Ana.Berg+x@Example.COM ')).toBe('ana.berg+x@example.com');
});

test.each([
  'ana＠example.com',
  'аna@example.com',
  'ana@exämple.com',
  'ana@example.com\u200b',
  '\u212a@example.com',
  'a@b@c',
  'ana',
  '',
])('an address that only looks right is refused: %s', (text) => {
  expect(emailSchema.safeParse(text).success).toBe(false);
});
