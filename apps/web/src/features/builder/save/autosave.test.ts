import type { DraftDefinition } from '@switchyard/domain';
import { describe, expect, it } from 'vitest';
import type { SaveResult } from '../model/builder-api.ts';
import { Autosave, type SaveStatus } from './autosave.ts';

const draftOf = (name: string): DraftDefinition => ({
  v: 1,
  nodes: [{ id: 'task', kind: 'task', name, position: { x: 0, y: 0 }, config: {} }],
  edges: [],
});

const open = (answers: (() => Promise<SaveResult>)[]) => {
  const timers: (() => void)[] = [];
  const statuses: SaveStatus['kind'][] = [];
  const sent: { name: string; revision: number }[] = [];
  const first = draftOf('first');
  const autosave = new Autosave(
    {
      save: ({ draft, revision }) => {
        sent.push({ name: draft.nodes[0]?.name ?? '', revision });
        return answers.shift()?.() ?? Promise.reject(new Error('no answer'));
      },
      schedule: (run) => {
        timers.push(run);
        return () => timers.splice(timers.indexOf(run), 1);
      },
      onStatus: ({ kind }) => statuses.push(kind),
    },
    { draft: first, revision: 3, savedAt: '2026-11-21T10:00:00.000Z' },
  );
  return { autosave, timers, statuses, sent };
};

const saved = (revision: number) => () =>
  Promise.resolve({ ok: true as const, revision, savedAt: '2026-11-21T10:00:01.000Z' });
const conflict = () => Promise.resolve({ ok: false as const });

describe('autosave', () => {
  it('sends several changes as one save that builds upon the opened revision', async () => {
    const { autosave, timers, sent, statuses } = open([saved(4)]);
    autosave.change(draftOf('a'));
    autosave.change(draftOf('b'));
    expect(timers).toHaveLength(1);
    await autosave.saveNow();
    expect(sent).toEqual([{ name: 'b', revision: 3 }]);
    expect(statuses.at(-1)).toBe('saved');
    expect(autosave.revision).toBe(4);
  });

  it('saves what was changed during a save, on the revision that save made', async () => {
    let release = () => undefined as undefined;
    const slow = () =>
      new Promise<SaveResult>((resolve) => {
        release = () => void resolve({ ok: true, revision: 4, savedAt: '2026-11-21T10:00:01.000Z' });
      });
    const { autosave, sent } = open([slow, saved(5)]);
    autosave.change(draftOf('a'));
    const first = autosave.saveNow();
    autosave.change(draftOf('b'));
    release();
    await first;
    await autosave.saveNow();
    expect(sent).toEqual([
      { name: 'a', revision: 3 },
      { name: 'b', revision: 4 },
    ]);
    expect(autosave.isDirty).toBe(false);
  });

  it('has nothing to save when a change was undone, or undone and done again', async () => {
    const { autosave, timers, sent, statuses } = open([saved(4)]);
    const [first, second] = [draftOf('a'), draftOf('b')];
    autosave.change(first);
    await autosave.saveNow();
    autosave.change(second);
    expect(statuses.at(-1)).toBe('pending');
    autosave.change(first);
    expect(statuses.at(-1)).toBe('saved');
    expect(timers).toHaveLength(0);
    expect(await autosave.saveNow()).toEqual({ kind: 'saved', at: '2026-11-21T10:00:01.000Z' });
    expect(sent).toHaveLength(1);
  });

  it('is saved when what was changed during a save has been undone by its end', async () => {
    let release = () => undefined as undefined;
    const slow = () =>
      new Promise<SaveResult>((resolve) => {
        release = () => void resolve({ ok: true, revision: 4, savedAt: '2026-11-21T10:00:01.000Z' });
      });
    const { autosave } = open([slow]);
    const first = draftOf('a');
    autosave.change(first);
    const [saving, asked] = [autosave.saveNow(), autosave.saveNow()];
    autosave.change(draftOf('b'));
    autosave.change(first);
    release();
    await saving;
    expect((await asked).kind).toBe('saved');
  });

  it('saves again after a save that was not answered, also what the server had before', async () => {
    const { autosave, sent } = open([saved(4), () => Promise.reject(new Error('lost')), saved(5)]);
    const first = draftOf('a');
    autosave.change(first);
    await autosave.saveNow();
    autosave.change(draftOf('b'));
    expect((await autosave.saveNow()).kind).toBe('offline');
    autosave.change(first);
    expect((await autosave.saveNow()).kind).toBe('saved');
    expect(sent.map(({ name }) => name)).toEqual(['a', 'b', 'a']);
  });

  it('sends nothing after a conflict until a person has chosen', async () => {
    const { autosave, sent, timers } = open([conflict, saved(9)]);
    autosave.change(draftOf('mine'));
    await autosave.saveNow();
    autosave.change(draftOf('mine too'));
    await autosave.saveNow();
    expect(autosave.status.kind).toBe('conflict');
    expect(sent).toHaveLength(1);
    autosave.settle(8, draftOf('theirs'), '2026-11-21T10:00:02.000Z');
    expect(timers).toHaveLength(1);
    await autosave.saveNow();
    expect(sent.at(-1)).toEqual({ name: 'mine too', revision: 8 });
    expect(autosave.status.kind).toBe('saved');
  });

  it('keeps trying while the server is away and loses nothing', async () => {
    const { autosave, timers } = open([() => Promise.reject(new Error('Failed to fetch')), saved(4)]);
    autosave.change(draftOf('a'));
    await autosave.saveNow();
    expect(autosave.status).toEqual({ kind: 'offline', message: 'Failed to fetch' });
    expect(autosave.isDirty).toBe(true);
    expect(timers).toHaveLength(1);
    await autosave.saveNow();
    expect(autosave.status.kind).toBe('saved');
  });
});
