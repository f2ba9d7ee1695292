import { newId } from '@switchyard/db';
import type { Actor, JsonObject, OrganisationId } from '@switchyard/domain';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createOrganisation, createPerson, createTestApp, type TestApp } from '../../test/create-test-app.ts';
import type { App } from '../app.ts';
import { answerThroughCache, type CacheWish, noCacheWish } from './answer-through-cache.ts';
import { clearAnswers } from './clear-answers.ts';
import { forgetAnswers } from './forget-answers.ts';
import type { KeptAnswer } from './kept-answer.ts';
import { sweepAnswers } from './sweep-answers.ts';
import { trimAnswers } from './trim-answers.ts';

let test: TestApp;
let app: App;
beforeAll(async () => {
  test = await createTestApp();
  app = test.app;
});
afterAll(() => test.close());

const answerOf = (body: string): KeptAnswer => ({
  v: 1,
  candidateRef: 'lab/m',
  supplierId: null,
  endpoint: null,
  isSimulated: false,
  answeredByModel: null,
  receiptId: 'r',
  costMicroUsd: 100,
  answeredAt: app.now().toISOString(),
  body,
});

interface Asking {
  readonly wish?: Partial<CacheWish>;
  readonly lifetimeS?: number;
  readonly mayServe?: boolean;
  readonly signal?: AbortSignal;
  /** What a real call answers; null: something that may not be kept. */
  readonly answer?: () => Promise<string | null>;
  readonly on?: App;
}

let calls = 0;

/** Gives the answer, and `again` where it came from the cache. */
const ask = (organisationId: OrganisationId, asked: JsonObject, asking: Asking = {}): Promise<string> => {
  const { wish = {}, lifetimeS = 60, mayServe = true, answer, on = app } = asking;
  return answerThroughCache<string>(on, {
    organisationId,
    taskId: null,
    asked,
    lifetimeS,
    wish: { ...noCacheWish, ...wish },
    mayServe: () => mayServe,
    serve: async (kept) => `${String(kept.body)} again`,
    ask: async () => {
      calls += 1;
      const said = answer ? await answer() : `answer ${calls}`;
      return { value: said ?? 'nothing to keep', answer: Promise.resolve(said === null ? null : answerOf(said)) };
    },
    signal: asking.signal ?? new AbortController().signal,
  });
};

const rowsOf = (organisationId: OrganisationId) =>
  app.db.queryOnce<{ sealed: Buffer; key_digest: Buffer }>(
    { organisationId },
    'SELECT sealed, key_digest FROM cached_answer WHERE organisation_id = $1',
    [organisationId],
  );

describe('what is given again', () => {
  it('is what the same organisation was answered to exactly the same, whatever the order of its fields', async () => {
    const [one, other] = [await createOrganisation(app), await createOrganisation(app)];
    const first = await ask(one, { prompt: 'hello', dataClass: 'public' });
    expect(await ask(one, { dataClass: 'public', prompt: 'hello' })).toBe(`${first} again`);
    expect(await ask(other, { prompt: 'hello', dataClass: 'public' })).not.toContain('again');
    expect(await ask(one, { prompt: 'hello', dataClass: 'internal' })).not.toContain('again');
    expect(await ask(one, { prompt: 'hello ', dataClass: 'public' })).not.toContain('again');
  });

  it('is sealed and found by a digest that says nothing without the key', async () => {
    const [one, other] = [await createOrganisation(app), await createOrganisation(app)];
    for (const organisation of [one, other]) {
      await ask(organisation, { prompt: 'the secret plan' }, { answer: async () => 'the secret answer' });
    }
    await expect.poll(async () => (await rowsOf(other)).length).toBe(1);
    const [[mine], [theirs]] = [await rowsOf(one), await rowsOf(other)];
    expect(mine?.sealed.toString('latin1')).not.toContain('secret');
    expect(mine?.key_digest).not.toEqual(theirs?.key_digest);
    // Put in another's place it does not open, and the call is made.
    await app.db.queryOnce('system', 'UPDATE cached_answer SET sealed = $1 WHERE organisation_id = $2', [
      mine?.sealed,
      other,
    ]);
    expect(await ask(other, { prompt: 'the secret plan' })).not.toContain('again');
  });

  it('is no older than the rules and the caller want', async () => {
    const organisation = await createOrganisation(app);
    const hello = { prompt: 'hello' };
    await ask(organisation, hello);
    test.advance(10_000);
    expect(await ask(organisation, hello, { wish: { ageMaxS: 30 } })).toContain('again');
    // A lifetime that has been shortened holds for what was kept before.
    expect(await ask(organisation, hello, { lifetimeS: 5, wish: { isKeptOut: true } })).not.toContain('again');
    expect(await ask(organisation, hello, { lifetimeS: 10, answer: async () => null })).not.toContain('again');
    expect(await ask(organisation, hello, { wish: { ageMaxS: 5 }, answer: async () => null })).not.toContain('again');
    test.advance(60_000);
    const later = () => ask(organisation, hello, { lifetimeS: 3600, answer: async () => null });
    await expect.poll(later).not.toContain('again');
  });

  it('a caller bypasses it: asked anew is kept, kept out is neither given nor kept', async () => {
    const organisation = await createOrganisation(app);
    const hello = { prompt: 'hello' };
    expect(await ask(organisation, hello, { wish: { isKeptOut: true } })).not.toContain('again');
    expect(await rowsOf(organisation)).toEqual([]);
    await ask(organisation, hello, { answer: async () => 'old' });
    expect(await ask(organisation, hello, { wish: { isAskedAnew: true }, answer: async () => 'new' })).toBe('new');
    await expect.poll(() => ask(organisation, hello)).toBe('new again');
  });

  it('is not given where today’s floors are against it, nor kept where it may not be', async () => {
    const organisation = await createOrganisation(app);
    const hello = { prompt: 'hello' };
    await ask(organisation, hello, { answer: async () => null });
    expect(await ask(organisation, hello)).not.toContain('again');
    expect(await ask(organisation, hello, { mayServe: false })).not.toContain('again');
  });
});

describe('several at once', () => {
  it('make one call; all get its answer', async () => {
    const organisation = await createOrganisation(app);
    const before = calls;
    const { promise, resolve } = Promise.withResolvers<string>();
    const all = Array.from({ length: 20 }, () => ask(organisation, { prompt: 'same' }, { answer: () => promise }));
    await expect.poll(() => calls).toBe(before + 1);
    resolve('one answer');
    const answers = await Promise.all(all);
    expect(answers.filter((each) => each === 'one answer again').length).toBe(19);
    expect(calls).toBe(before + 1);
  });

  it('where the one call fails, or may not be kept, each makes its own', async () => {
    const organisation = await createOrganisation(app);
    const { promise, reject } = Promise.withResolvers<string>();
    let isFirst = true;
    const answer = async (): Promise<string> => {
      if (!isFirst) return 'own';
      isFirst = false;
      return promise;
    };
    const all = Array.from({ length: 3 }, () => ask(organisation, { prompt: 'fails' }, { answer }));
    await expect.poll(() => isFirst).toBe(false);
    reject(new Error('supplier down'));
    const results = await Promise.allSettled(all);
    expect(results.map((each) => (each.status === 'fulfilled' ? each.value : String(each.reason)))).toEqual([
      'Error: supplier down',
      'own',
      'own',
    ]);
    expect(await ask(organisation, { prompt: 'fails' })).toContain('again');
  });

  it('whoever waits and leaves does not hold up the others', async () => {
    const organisation = await createOrganisation(app);
    const { promise, resolve } = Promise.withResolvers<string>();
    const leaving = new AbortController();
    const leader = ask(organisation, { prompt: 'wait' }, { answer: () => promise });
    const leaver = ask(
      organisation,
      { prompt: 'wait' },
      {
        signal: leaving.signal,
        answer: async () => {
          leaving.signal.throwIfAborted();
          return 'not reached';
        },
      },
    );
    leaving.abort(new Error('left'));
    await expect(leaver).rejects.toThrow('left');
    resolve('there');
    expect(await leader).toBe('there');
  });
});

describe('the cache never fails a call', () => {
  it('where the database is away the call is made', async () => {
    const organisation = await createOrganisation(app);
    const away = () => Promise.reject(new Error('away'));
    const broken: App = { ...app, db: { ...app.db, queryOnce: away, transaction: away } };
    expect(await ask(organisation, { prompt: 'x' }, { on: broken, answer: async () => 'made' })).toBe('made');
    // Keys are there, rows are not.
    await ask(organisation, { prompt: 'y' });
    const half: App = { ...app, db: { ...app.db, queryOnce: away } };
    expect(await ask(organisation, { prompt: 'y' }, { on: half, answer: async () => 'made' })).toBe('made');
  });
});

describe('what is forgotten', () => {
  const ownerOf = async () => createPerson(app, await createOrganisation(app));
  const ofKey = (organisationId: OrganisationId, asked: JsonObject, apiKeyId: string | null, taskId: string | null) =>
    answerThroughCache<string>(app, {
      ...{ organisationId, taskId, apiKeyId, asked, lifetimeS: 60, wish: noCacheWish, mayServe: () => true },
      serve: async () => 'again',
      ask: async () => ({ value: 'anew', answer: Promise.resolve(answerOf('kept')) }),
      signal: new AbortController().signal,
    });
  const forget = (actor: Actor, which: Parameters<typeof forgetAnswers>[3]) =>
    app.db.transaction({ organisationId: actor.organisationId }, (tx) => forgetAnswers(app, tx, actor, which));
  const events = (organisationId: OrganisationId) =>
    app.db.queryOnce<{ payload: unknown }>(
      { organisationId },
      "SELECT payload FROM audit_event WHERE organisation_id = $1 AND type = 'answers.forgotten' ORDER BY id",
      [organisationId],
    );

  it('goes with its key, its task, its erased cases, or all of it; each time audited, and of no other organisation', async () => {
    const [actor, stranger] = [await ownerOf(), await ownerOf()];
    const { organisationId } = actor;
    const [key, otherKey, task] = [newId(), newId(), newId()];
    const fill = async () => {
      await ofKey(organisationId, { ask: 'by key' }, key, null);
      await ofKey(organisationId, { ask: 'by another' }, otherKey, null);
      await ofKey(organisationId, { ask: 'by task' }, null, task);
      await expect.poll(async () => (await rowsOf(organisationId)).length).toBe(3);
    };
    await ofKey(stranger.organisationId, { ask: 'by key' }, key, null);
    await fill();
    expect(await forget(actor, { of: 'api_key', apiKeyId: key, label: 'CI' })).toBe(1);
    expect(await ofKey(organisationId, { ask: 'by another' }, otherKey, null)).toBe('again');
    expect(await ofKey(organisationId, { ask: 'by key' }, key, null)).toBe('anew');
    await fill();
    expect(await forget(actor, { of: 'task', taskId: task, label: 'Triage' })).toBe(1);
    await fill();
    expect(await forget(actor, { of: 'cases', taskId: task, label: 'Triage' })).toBe(3);
    await fill();
    expect(await clearAnswers(app, actor)).toEqual({ answers: 3 });
    expect(await rowsOf(organisationId)).toEqual([]);
    expect(await rowsOf(stranger.organisationId)).toHaveLength(1);
    expect((await events(organisationId)).map(({ payload }) => payload)).toEqual([
      { of: 'api_key', answers: 1 },
      { of: 'task', answers: 1 },
      { of: 'cases', answers: 3 },
      { of: 'everything', answers: 3 },
    ]);
    expect(await events(stranger.organisationId)).toEqual([]);
  });

  it('is not brought back by a call that was under way', async () => {
    const actor = await ownerOf();
    const { promise, resolve } = Promise.withResolvers<string>();
    const before = calls;
    const underWay = ask(actor.organisationId, { prompt: 'slow' }, { answer: () => promise });
    await expect.poll(() => calls).toBeGreaterThan(before);
    test.advance(1000);
    await clearAnswers(app, actor);
    test.advance(1000);
    resolve('late');
    await underWay;
    await ask(actor.organisationId, { prompt: 'later' });
    await expect.poll(async () => (await rowsOf(actor.organisationId)).length).toBe(1);
    // Whoever asks while it is being put away shares it; what had been kept would be given again for ever.
    const askAgain = () => ask(actor.organisationId, { prompt: 'slow' }, { answer: async () => null });
    await expect.poll(askAgain).not.toContain('again');
  });
});

describe('room', () => {
  it('an organisation keeps so many answers and bytes, the newest ones, and no other organisation pays for it', async () => {
    const [one, other] = [await createOrganisation(app), await createOrganisation(app)];
    await ask(other, { prompt: 'stays' });
    for (let at = 0; at < 6; at += 1) {
      test.advance(1000);
      await ask(one, { at });
    }
    await expect.poll(async () => (await rowsOf(one)).length).toBe(6);
    expect(await trimAnswers(app, one, { answersMax: 4, bytesMax: 1_000_000 })).toBe(2);
    expect(await ask(one, { at: 5 }, { answer: async () => null })).toContain('again');
    expect(await ask(one, { at: 1 }, { answer: async () => null })).not.toContain('again');
    const size = (await rowsOf(one))[0]?.sealed.length ?? 0;
    expect(await trimAnswers(app, one, { answersMax: 100, bytesMax: size * 2 + 1 })).toBe(2);
    expect(await rowsOf(other)).toHaveLength(1);
  });

  it('a huge answer is not kept', async () => {
    const organisation = await createOrganisation(app);
    await ask(organisation, { prompt: 'huge' }, { answer: async () => 'x'.repeat(1_100_000) });
    expect(await ask(organisation, { prompt: 'huge' })).not.toContain('again');
  });

  it('what has expired is removed by the sweep', async () => {
    const organisation = await createOrganisation(app);
    await ask(organisation, { prompt: 'short' }, { lifetimeS: 10 });
    await ask(organisation, { prompt: 'long' }, { lifetimeS: 1000 });
    await expect.poll(async () => (await rowsOf(organisation)).length).toBe(2);
    test.advance(11_000);
    expect(await sweepAnswers(app)).toBeGreaterThanOrEqual(1);
    expect(await rowsOf(organisation)).toHaveLength(1);
  });
});
