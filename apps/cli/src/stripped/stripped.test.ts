import { execFile, execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { seal } from './stripped-file.mjs';

let root: string;
beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'switchyard-stripped-')));
  cpSync(import.meta.dirname, join(root, 'apps/cli/src/stripped'), { recursive: true });
  write('package.json', '{"type":"module"}');
  write('packages/one/src/main.ts', main);
  write('packages/one/src/part.ts', part);
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const main = `import { part, type Part } from './part.ts';

const told: Part = part(2 as number);
console.log(JSON.stringify(told));
`;
const part = `export interface Part { readonly value: number; readonly place: string }

const placeOf = (error: Error): string => /part\\.ts:\\d+:\\d+/.exec(error.stack ?? '')?.[0] ?? '';
export const part = <Value extends number>(value: Value): Part => ({ value, place: placeOf(new Error()) });
`;
const answer = '{"value":2,"place":"part.ts:4:92"}';

const pathOf = (name: string) => join(root, name);
const write = (name: string, text: string) => {
  mkdirSync(dirname(pathOf(name)), { recursive: true });
  writeFileSync(pathOf(name), text);
};
const stripped = 'node_modules/.switchyard/stripped/packages/one/src/part.ts.js';
const program = (name: string) => join(root, 'apps/cli/src/stripped', name);

const strip = () => Number(execFileSync(process.execPath, [program('strip-sources.mjs')], { stdio: 'pipe' }));
const run = () => {
  const flags = ['--disable-warning=ExperimentalWarning', '--import', program('preload.mjs')];
  const ended = spawnSync(process.execPath, [...flags, pathOf('packages/one/src/main.ts')], { encoding: 'utf8' });
  return ended.stdout.trim() || ended.stderr;
};

test('what was stripped is what is loaded, with its own positions in stack traces', () => {
  expect(run()).toBe(answer);
  expect(strip()).toBe(2);
  expect(run()).toBe(answer);
  write(stripped, seal(part, 'export const part = () => "stripped";'));
  expect(run()).toBe('"stripped"');
});

test('only what has changed is stripped again', () => {
  strip();
  expect(strip()).toBe(0);
  write(
    'packages/one/src/part.ts',
    'export type Part = string; export const part = (value: number): Part => `${value}`;',
  );
  expect(run()).toBe('"2"');
  expect(strip()).toBe(1);
  expect(run()).toBe('"2"');
});

const damages: [string, (content: string) => string][] = [
  ['half written', (content) => content.slice(0, -20)],
  ['altered', (content) => content.replace('value', 'price')],
  ['of another Node', (content) => content.replace(/^./, (first) => (first === '0' ? '1' : '0'))],
  ['empty', () => ''],
];
test.each(damages)('a stripped file that is %s is not used, and is written anew', (_name, damage) => {
  strip();
  const whole = readFileSync(pathOf(stripped), 'utf8');
  const damaged = damage(whole);
  expect(damaged).not.toBe(whole);
  write(stripped, damaged);
  expect(run()).toBe(answer);
  expect(strip()).toBe(1);
  expect(readFileSync(pathOf(stripped), 'utf8')).toBe(whole);
});

test('two that strip at once leave whole files', async () => {
  const both = [1, 2].map(() => promisify(execFile)(process.execPath, [program('strip-sources.mjs')]));
  await Promise.all(both);
  expect(strip()).toBe(0);
  expect(run()).toBe(answer);
});

test('where nothing can be written, Node strips', () => {
  write('node_modules/.switchyard', 'a file where a folder would be');
  expect(strip()).toBe(0);
  expect(run()).toBe(answer);
});

test('a source that cannot be stripped fails as it does without', () => {
  write('packages/one/src/part.ts', 'export enum Part { One }\nexport const part = () => Part.One;');
  expect(strip()).toBe(1);
  expect(run()).toMatch(/ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX/);
});
