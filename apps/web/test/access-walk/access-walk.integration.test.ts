import { rolePermissions } from '@switchyard/access';
import { type Actor, type Role, roles } from '@switchyard/domain';
import { TRPCError } from '@trpc/server';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { appRouter } from '../../src/server/router.ts';
import { createCallerFactory } from '../../src/server/trpc.ts';
import { procedureTable } from './procedure-table.ts';
import { createWorld, unknownIds, type World } from './world.ts';

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.fixture.close());

const names = Object.keys(procedureTable);
const createCaller = createCallerFactory(appRouter);

const writeSessionId = () => Promise.resolve();
const readClientInfo = () => Promise.resolve({ ipAddress: '127.0.0.1', userAgent: 'walk' });

/** Answers that would hide whether access was asked at all. */
const blindCodes = ['INTERNAL_SERVER_ERROR', 'BAD_REQUEST'];

type Outcome = { readonly code: string; readonly message: string } | { readonly value: unknown };

/** Calls a procedure by its path as `actor`; answers with its value or the error code. */
const call = async (name: string, actor: Actor | null, input: unknown): Promise<Outcome> => {
  const caller: unknown = createCaller({
    app: world.fixture.app,
    actor,
    requestId: 'walk',
    readClientInfo,
    writeSessionId,
  });
  const procedure = name.split('.').reduce<unknown>((at, key) => (at as Record<string, unknown>)[key], caller);
  try {
    return { value: await (procedure as (input: unknown) => Promise<unknown>)(input) };
  } catch (thrown) {
    if (thrown instanceof TRPCError) return { code: thrown.code, message: thrown.message };
    throw thrown;
  }
};

test('every procedure is in the table, and the table names no procedure that is gone', () => {
  const existing = Object.keys((appRouter as unknown as { _def: { procedures: object } })._def.procedures);
  expect(names.toSorted()).toEqual(existing.toSorted());
});

describe.each(names)('%s', (name) => {
  const row = procedureTable[name];
  if (!row) throw new Error(name);

  test('is closed to those who are not signed in', async () => {
    if (row.needs === 'public') return;
    expect(await call(name, null, row.input?.(unknownIds))).toMatchObject({ code: 'UNAUTHORIZED' });
  });

  test('is forbidden to every role without the permission and open to every role with it', async () => {
    const verdicts: Partial<Record<Role, boolean>> = {};
    const expected: Partial<Record<Role, boolean>> = {};
    for (const role of roles) {
      const outcome = await call(name, world.people[role], row.input?.(unknownIds));
      if ('code' in outcome) expect(blindCodes, `${role}: ${outcome.message}`).not.toContain(outcome.code);
      verdicts[role] = !('code' in outcome && outcome.code === 'FORBIDDEN');
      const isOpen = row.needs === 'public' || row.needs === 'signed-in';
      expected[role] = isOpen || rolePermissions[role].some((permission) => permission === row.needs);
    }
    expect(verdicts).toEqual(expected);
  });

  test('gives another organisation nothing and changes nothing of it', async () => {
    const before = await world.snapshot();
    const outcome = await call(name, world.stranger, row.input?.(world.ids));
    if ('value' in outcome) {
      const told = JSON.stringify(outcome.value ?? null);
      for (const [key, id] of Object.entries(world.ids)) {
        if (key.endsWith('Id') && id !== unknownIds.runId) expect(told, `${name} tells ${key}`).not.toContain(id);
      }
    } else expect(blindCodes, outcome.message).not.toContain(outcome.code);
    expect(await world.snapshot()).toBe(before);
  });
});
