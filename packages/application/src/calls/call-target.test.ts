import { expect, test } from 'vitest';
import type { RegisteredSupplier } from '../routing/load-routing.ts';
import { findTarget, mayName, suppliersForAuto } from './call-target.ts';

const supplier = (slug: string, ...keys: string[]): RegisteredSupplier =>
  ({ slug, models: keys.map((key) => ({ key })) }) as unknown as RegisteredSupplier;

const suppliers = [supplier('openai', 'gpt-5', 'gpt-5-mini'), supplier('router', 'gpt-5', 'meta/llama')];
const free = { models: [] };

test.each([
  ['auto', 'auto'],
  ['task/triage', 'task'],
  ['openai/gpt-5', 'model'],
  ['gpt-5-mini', 'model'],
  ['meta/llama', 'model'],
  ['router/meta/llama', 'model'],
])('%s is a %s', (name, kind) => {
  expect(findTarget(suppliers, free, name).kind).toBe(kind);
});

test('a name that several have is not guessed', () => {
  expect(() => findTarget(suppliers, free, 'gpt-5')).toThrow('openai/gpt-5, router/gpt-5');
  expect(() => findTarget(suppliers, free, 'gpt-4')).toThrow('There is no model “gpt-4” here');
});

test('a name of a megabyte is not said back', () => {
  expect(() => findTarget(suppliers, free, 'm'.repeat(1_000_000))).toThrow(
    expect.objectContaining({
      message: expect.stringMatching(/^.{200,400}$/),
      details: { model: `${'m'.repeat(200)}…` },
    }),
  );
});

test('patterns stop at the slash, and a prefix of a slug is not the slug', () => {
  const key = { models: ['open/*', 'router/meta/llama'] };
  expect(mayName(key, 'openai/gpt-5')).toBe(false);
  expect(() => findTarget(suppliers, key, 'gpt-5-mini')).toThrow('may not use “openai/gpt-5-mini”');
  expect(findTarget(suppliers, key, 'meta/llama').kind).toBe('model');
});

test('auto stays within the models that a key names, and is free when it names none', () => {
  const refs = (models: string[]) =>
    suppliersForAuto(suppliers, { models }).flatMap(({ slug, models: own }) => own.map(({ key }) => `${slug}/${key}`));
  expect(refs(['auto', 'task/x'])).toHaveLength(4);
  expect(refs(['auto', 'router/*'])).toEqual(['router/gpt-5', 'router/meta/llama']);
});
