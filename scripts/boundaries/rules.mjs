import { posix } from 'node:path';
import {
  allowedImports,
  drivers,
  emptyNames,
  longestFile,
  pureCrypto,
  pureLibraries,
  purePackages,
} from './layout.mjs';
import { codeOnly, lineOf, listImports, withoutComments } from './scan-source.mjs';

/** `packages/routing/src/x.ts` → `packages/routing`; null for files outside packages and apps. */
const ownerOf = (path) => /^(packages|apps)\/[^/]+/.exec(path)?.[0] ?? null;
const isTest = (path) =>
  /\.test\.tsx?$/.test(path) || /^(packages|apps)\/[^/]+\/test\//.test(path) || path.startsWith('e2e/');
const isPure = (path) =>
  purePackages.has(ownerOf(path)?.split('/')[1] ?? '') && path.startsWith('packages/') && !isTest(path);
const libraryOf = (source) => (source.startsWith('@') ? source.split('/').slice(0, 2).join('/') : source.split('/')[0]);

const tiers = ({ path, imports }) => {
  const owner = ownerOf(path);
  if (owner === null) return [];
  const allowed = allowedImports.get(owner);
  if (!allowed) return [{ line: 1, message: `${owner} has no tier; add it to scripts/boundaries/layout.mjs` }];
  return imports.flatMap(({ source, line }) => {
    const name = /^@switchyard\/([^/]+)/.exec(source)?.[1];
    if (name === undefined || `packages/${name}` === owner || allowed.has(name)) return [];
    if (name === 'testing' && isTest(path)) return [];
    if (isTest(path) && allowedImports.has(`packages/${name}`)) return [];
    return [{ line, message: `${owner} may not import ${source}` }];
  });
};

const insideOwnPackage = ({ path, imports }) => {
  const owner = ownerOf(path);
  return imports.flatMap(({ source, line }) => {
    if (owner === null || !source.startsWith('.')) return [];
    const target = posix.join(posix.dirname(path), source);
    return target.startsWith(`${owner}/`)
      ? []
      : [{ line, message: `${source} leaves ${owner}; import the package by its name` }];
  });
};

const oneOwnerPerDriver = ({ path, imports }) =>
  imports.flatMap(({ source, line }) =>
    drivers
      .filter(({ pattern, owners }) => pattern.test(source) && !owners.includes(ownerOf(path)) && !isTest(path))
      .map(({ owners }) => ({ line, message: `${source} may only be imported by ${owners.join(' and ')}` })),
  );

const namesIn = (clause) =>
  (/\{([^}]*)\}/.exec(clause)?.[1] ?? '*')
    .split(',')
    .map(
      (name) =>
        name
          .trim()
          .replace(/^type\s+/, '')
          .split(/\s+as\s+/)[0],
    )
    .filter(Boolean);

const pureImports = ({ path, imports }) => {
  if (!isPure(path)) return [];
  return imports.flatMap(({ source, clause, line }) => {
    if (source.startsWith('.') || source.startsWith('@switchyard/') || pureLibraries.has(libraryOf(source))) return [];
    if (source === 'node:crypto' && namesIn(clause).every((name) => pureCrypto.has(name))) return [];
    return [
      {
        line,
        message: `a pure package may not import ${source}${source === 'node:crypto' ? ' but for hashing and signatures' : ''}`,
      },
    ];
  });
};

const impure = [
  [/\bDate\.now\b/g, 'the clock'],
  [/\bnew Date\(\s*\)/g, 'the clock'],
  [/\bperformance\.(now|timeOrigin)\b/g, 'the clock'],
  [/\bMath\.random\b|\brandomUUID\b|\bgetRandomValues\b|\brandomBytes\b/g, 'randomness'],
  [/\b(setTimeout|setInterval|setImmediate|queueMicrotask)\b/g, 'timers'],
  [/(?<![.\w])process\./g, 'the process'],
  [/(?<![.\w])fetch\(/g, 'the network'],
  [/(?<![.\w])console\./g, 'the terminal'],
];

const pureCode = ({ path, code }) => {
  if (!isPure(path)) return [];
  return impure.flatMap(([pattern, what]) =>
    [...code.matchAll(pattern)].map((match) => ({
      line: lineOf(code, match.index),
      message: `a pure package may not use ${what}: ${match[0]}`,
    })),
  );
};

const fileLength = ({ text }) => {
  const lines = text.trimEnd().split('\n').length;
  return lines > longestFile
    ? [{ line: longestFile + 1, message: `${lines} lines; ${longestFile} is the limit, split by noun` }]
    : [];
};

const findAll = (text, pattern, message) =>
  [...text.matchAll(pattern)].map((match) => ({
    line: lineOf(text, match.index),
    message: `${match[0].trim()}: ${message}`,
  }));

const noSkippedTests = ({ code }) =>
  findAll(code, /\b(?:test|it|describe|suite)\.(?:skip|only|todo|fixme)\b/g, 'a test runs or does not exist');

const noEscapes = ({ code, text }) => [
  ...findAll(code, /\bas any\b/g, 'parse the value, or fix its type'),
  ...findAll(
    text,
    /(?:\/\/|\/\*|\{\/\*)\s*(?:@ts-(?:ignore|expect-error|nocheck)|biome-ignore|eslint-disable)/g,
    'fix the cause',
  ),
];

const tellingNames = ({ path }) => {
  const empty = path
    .split('/')
    .map((part) => part.replace(/\.[a-z.]+$/, ''))
    .find((part) => emptyNames.has(part));
  return empty === undefined
    ? []
    : [{ line: 1, message: `"${empty}" says nothing about what is inside; name the noun` }];
};

/** Rule name → check of one file. Each gives `{ line, message }` per violation. */
export const rules = {
  tiers,
  insideOwnPackage,
  oneOwnerPerDriver,
  pureImports,
  pureCode,
  fileLength,
  noSkippedTests,
  noEscapes,
  tellingNames,
};

/** Checks files given as `{ path, text }`, paths relative to the checkout. Returns `{ path, line, rule, message }`. */
export const findViolations = (files) =>
  files.flatMap(({ path, text }) => {
    const file = { path, text, code: codeOnly(text), imports: listImports(withoutComments(text)) };
    return Object.entries(rules).flatMap(([rule, check]) => check(file).map((found) => ({ path, rule, ...found })));
  });
