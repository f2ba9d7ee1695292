import { expect, test } from 'vitest';
import { contentSecurityPolicy } from './content-security-policy.ts';

test('in production no script runs without the nonce, and none is evaluated', () => {
  const policy = contentSecurityPolicy('abc', false);
  const scripts = policy.split('; ').find((directive) => directive.startsWith('script-src'));
  expect(scripts).toBe("script-src 'self' 'nonce-abc' 'strict-dynamic'");
});

test('nobody can frame the product, change its base address or send its forms elsewhere', () => {
  const policy = contentSecurityPolicy('abc', false);
  expect(policy).toContain("frame-ancestors 'none'");
  expect(policy).toContain("base-uri 'none'");
  expect(policy).toContain("form-action 'self'");
});
