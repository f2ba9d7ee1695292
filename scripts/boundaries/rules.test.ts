import { expect, test } from 'vitest';
import { findViolations } from './rules.mjs';

interface Violation {
  readonly rule: string;
  readonly line: number;
  readonly message: string;
}

const check = (path: string, text: string): Violation[] => findViolations([{ path, text }]);
const rulesBroken = (path: string, text: string): string[] => [...new Set(check(path, text).map(({ rule }) => rule))];

const broken: [string, string, string, string][] = [
  [
    'a pure package imports an adapter',
    'packages/engine/src/x.ts',
    "import { openDatabase } from '@switchyard/db';",
    'tiers',
  ],
  [
    'a pure package imports another',
    'packages/engine/src/x.ts',
    "import { decide } from '@switchyard/routing';",
    'tiers',
  ],
  [
    'an adapter imports the application',
    'packages/db/src/x.ts',
    "import type { App } from '@switchyard/application';",
    'tiers',
  ],
  ['an app imports another app', 'apps/web/src/x.ts', "import { x } from '@switchyard/worker';", 'tiers'],
  ['product code imports test fixtures', 'apps/web/src/x.ts', "import { x } from '@switchyard/testing';", 'tiers'],
  ['a package without a tier', 'packages/extra/src/x.ts', 'export const x = 1;', 'tiers'],
  [
    'an import over several lines',
    'packages/engine/src/x.ts',
    "import {\n  a,\n  b,\n} from '@switchyard/db';",
    'tiers',
  ],
  ['a re-export', 'packages/engine/src/x.ts', "export * from '@switchyard/db';", 'tiers'],
  ['a dynamic import', 'packages/engine/src/x.ts', "const x = await import('@switchyard/db');", 'tiers'],
  [
    'a relative import leaves its package',
    'packages/engine/src/x.ts',
    "import { x } from '../../db/src/x.ts';",
    'insideOwnPackage',
  ],
  ['bullmq outside queue', 'apps/worker/src/x.ts', "import { Worker } from 'bullmq';", 'oneOwnerPerDriver'],
  [
    'prisma outside db',
    'packages/application/src/x.ts',
    "import { Prisma } from '@prisma/client';",
    'oneOwnerPerDriver',
  ],
  [
    'a supplier SDK outside suppliers',
    'packages/application/src/x.ts',
    "import OpenAI from 'openai';",
    'oneOwnerPerDriver',
  ],
  [
    'the file system in a pure package',
    'packages/audit/src/x.ts',
    "import { readFileSync } from 'node:fs';",
    'pureImports',
  ],
  [
    'random bytes in a pure package',
    'packages/audit/src/x.ts',
    "import { randomBytes } from 'node:crypto';",
    'pureImports',
  ],
  ['a driver in a pure package', 'packages/access/src/x.ts', "import pg from 'pg';", 'pureImports'],
  ['the clock', 'packages/routing/src/x.ts', 'const now = Date.now();', 'pureCode'],
  ['a new date of now', 'packages/routing/src/x.ts', 'const now = new Date();', 'pureCode'],
  ['the clock inside a template', 'packages/routing/src/x.ts', 'const now = `$' + '{Date.now()}`;', 'pureCode'],
  ['randomness', 'packages/routing/src/x.ts', 'const x = Math.random();', 'pureCode'],
  ['a timer', 'packages/engine/src/x.ts', 'setTimeout(go, 1);', 'pureCode'],
  ['the environment', 'packages/engine/src/x.ts', 'const x = process.env.X;', 'pureCode'],
  ['the network', 'packages/engine/src/x.ts', "await fetch('https://example.org');", 'pureCode'],
  ['a file that is too long', 'packages/db/src/x.ts', 'export {};\n'.repeat(401), 'fileLength'],
  ['a skipped test', 'packages/db/src/x.test.ts', "test.skip('x', () => {});", 'noSkippedTests'],
  ['an only test', 'packages/db/src/x.test.ts', "describe.only('x', () => {});", 'noSkippedTests'],
  ['as any', 'packages/db/src/x.ts', 'const x = y as any;', 'noEscapes'],
  ['a silenced type error', 'packages/db/src/x.ts', '// @ts-' + 'ignore\nconst x = 1;', 'noEscapes'],
  ['a silenced lint error', 'packages/db/src/x.ts', '// biome-' + 'ignore lint: no\nconst x = 1;', 'noEscapes'],
  ['a folder called utils', 'packages/db/src/utils/x.ts', 'export {};', 'tellingNames'],
  ['a file called helpers', 'packages/db/src/helpers.ts', 'export {};', 'tellingNames'],
];

test.each(broken)('%s is refused', (_what, path, text, rule) => {
  expect(rulesBroken(path, text)).toContain(rule);
});

const fine: [string, string, string][] = [
  ['a pure package imports domain', 'packages/engine/src/x.ts', "import { newId } from '@switchyard/domain';"],
  ['hashing in a pure package', 'packages/audit/src/x.ts', "import { createHash, type KeyObject } from 'node:crypto';"],
  ['a date from an argument', 'packages/routing/src/x.ts', 'const at = new Date(nowMs);'],
  ['the clock in a comment', 'packages/routing/src/x.ts', '// not Date.now(), which …\nexport {};'],
  ['the clock in a string', 'packages/routing/src/x.ts', "const text = 'Date.now()';"],
  ['the clock in a test', 'packages/routing/src/x.test.ts', 'const startedAt = performance.now();'],
  ['the clock in an adapter', 'packages/db/src/x.ts', 'const now = Date.now();'],
  [
    'fixtures in a test',
    'packages/db/src/x.integration.test.ts',
    "import { createTestDatabase } from '@switchyard/testing';",
  ],
  ['the simulator in the product', 'apps/cli/src/x.ts', "import { x } from '@switchyard/lab-simulator';"],
  ['a conditional skip', 'packages/queue/src/x.test.ts', 'describe.skipIf(!redisAvailable);'],
];

test.each(fine)('%s is allowed', (_what, path, text) => {
  expect(check(path, text)).toEqual([]);
});

test('a violation names its line', () => {
  expect(check('packages/engine/src/x.ts', "const a = 1;\n\nimport { x } from '@switchyard/db';")).toMatchObject([
    { line: 3 },
  ]);
});
