import type { DraftNode } from '@switchyard/domain';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { openDraft } from './model/builder-state.ts';
import { createBuilderStore } from './model/builder-store.ts';
import { setConfig } from './model/edits.ts';
import { type CheckedScripts, listScriptProblems, watchScripts } from './watch-scripts.ts';

const script = (code: string): DraftNode => ({
  id: 'sum',
  kind: 'script',
  name: 'Sum up',
  position: { x: 0, y: 0 },
  config: { code },
});

const watch = (answer: (code: string) => Promise<string | null>) => {
  const store = createBuilderStore(openDraft({ v: 1, nodes: [script('good')], edges: [] }));
  const asked: string[] = [];
  let checked: CheckedScripts = new Map();
  const stop = watchScripts({
    store,
    checkScript: (code) => {
      asked.push(code);
      return answer(code);
    },
    onChecked: (next) => {
      checked = next;
    },
  });
  const type = (code: string) => store.dispatch({ type: 'edit', label: 'Edit', edit: setConfig('sum', 'code', code) });
  return { asked, type, stop, problems: () => listScriptProblems(store.get().draft, checked) };
};

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

it('says what is wrong with a script once somebody stops typing, and takes it back', async () => {
  const { asked, type, problems, stop } = watch(async (code) => (code === 'bad(' ? 'expected “)” in line 1' : null));
  await vi.runAllTimersAsync();
  type('b');
  type('ba');
  type('bad(');
  await vi.runAllTimersAsync();
  expect(problems()).toMatchObject([
    { rule: 'script-syntax', nodeId: 'sum', path: 'code', message: '“Sum up”: expected “)” in line 1.' },
  ]);
  type('good');
  expect(problems()).toEqual([]);
  await vi.runAllTimersAsync();
  expect(problems()).toEqual([]);
  expect(asked).toEqual(['good', 'bad(', 'good']);
  stop();
});

it('says nothing where the server does not answer, and asks again', async () => {
  let isThere = false;
  const { type, problems, stop } = watch(async () => {
    if (isThere) return 'it is wrong';
    throw new Error('offline');
  });
  await vi.runAllTimersAsync();
  expect(problems()).toEqual([]);
  isThere = true;
  type('good ');
  await vi.runAllTimersAsync();
  expect(problems()).toHaveLength(1);
  stop();
});
