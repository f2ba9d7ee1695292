import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  type Definition,
  definitionSettingsSchema,
  type OrganisationId,
  type RunId,
  splitNodeKinds,
} from '@switchyard/domain';
import * as fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createOrganisation, createPerson, createTestApp, type TestApp } from '../../test/create-test-app.ts';
import { drain } from '../../test/drain.ts';
import { publishDefinition } from '../../test/publish-definition.ts';
import { actOnce, cancelAll, moveOn, skipConditions } from '../../test/random-runs/random-acts.ts';
import { type Block, blocks, drawProcess } from '../../test/random-runs/random-process.ts';
import { readBounds } from '../../test/random-runs/random-runs.env.ts';
import { canBePublished } from '../../test/random-runs/random-versions.ts';
import { checkRows, checkSwept, endedRuns, liveRuns, tellProgress } from '../../test/random-runs/row-rules.ts';
import { loseLeases, randomFrom, type Stage } from '../../test/random-runs/stage.ts';
import { tellRun } from '../../test/random-runs/tell-run.ts';
import type { App } from '../app.ts';
import { claimSteps } from './claim-step.ts';
import { getCompiledVersion } from './compiled-version.ts';
import { executeStep } from './execute-step.ts';
import { openParcel } from './hand-over.ts';
import { startKnownVersion } from './start-known-version.ts';
import { startRun } from './start-run.ts';

/*
 * Processes drawn at random on PostgreSQL, with whatever can happen to runs happening to them. A failure names its seed and what
 * happened. Longer: SWITCHYARD_RANDOM_RUNS=500 (processes per test), SWITCHYARD_RANDOM_SEED=… (the same ones again).
 */

// Two things at the same moment seldom happen twice the same way: a smaller process would not fail for the same reason.
const bounds = (numRuns: number) => ({ ...readBounds(numRuns), endOnFailure: true });

let server: Server;
let fixture: TestApp;
let callUrl: string;
let statusOf: () => number = () => 200;

beforeAll(async () => {
  server = createServer((_, response) => {
    response.writeHead(statusOf(), { 'content-type': 'application/json', 'retry-after': '0' });
    response.end('{"a":1}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  callUrl = `http://127.0.0.1:${port}/`;
  fixture = await createTestApp({ poolSize: 20, allowedHosts: [`127.0.0.1:${port}`] });
});
afterAll(async () => {
  server.close();
  await fixture.close();
});

interface Case {
  readonly block: Block;
  readonly child: Block;
  readonly seed: number;
  readonly onFailure: 'fail' | 'hold';
  readonly runCount: number;
}

const cases: fc.Arbitrary<Case> = fc.record({
  block: blocks,
  child: blocks,
  seed: fc.nat(),
  onFailure: fc.constantFrom('fail', 'hold'),
  runCount: fc.integer({ min: 1, max: 2 }),
});

/** The organisation with its runs begun; undefined when nobody could have published the process. */
const prepare = async (each: Case): Promise<Stage | undefined> => {
  const { app } = fixture;
  const organisationId = await createOrganisation(app);
  const child = `child-${organisationId.slice(-12)}`;
  const settings = definitionSettingsSchema.parse({ onFailure: each.onFailure, stepsMax: 300 });
  const [outer, inner] = [each.block, each.child].map((block) => drawProcess(block, { callUrl, child }, settings));
  if (!(outer && inner && canBePublished(outer) && canBePublished(inner))) return undefined;
  const random = randomFrom(each.seed);
  statusOf = () => [400, 503][random(8)] ?? 200;
  const ana = await createPerson(app, organisationId, { roles: ['owner', 'approver'] });
  await publishDefinition(app, organisationId, inner, child);
  const workflowSlug = await publishDefinition(app, organisationId, outer);
  for (let count = 0; count < each.runCount; count += 1) await startRun(app, ana, { workflowSlug });
  const processes = new Map([
    [workflowSlug, outer],
    [child, inner],
  ]);
  return { fixture, organisationId, ana, random, diary: [], processes, late: [] };
};

/** Looks at all rows after each act, and at those that have ended once more. */
const inspector = (stage: Stage) => {
  let ended: ReadonlyMap<string, string> = new Map();
  return async () => {
    await checkRows(stage);
    const now = await endedRuns(stage);
    for (const [id, row] of ended) expect(now.get(id), `run ${id} had ended`).toBe(row);
    ended = now;
  };
};

const actsMax = 25;
/** A process that goes on is given this long; then its runs are cancelled, which must end them too. */
const roundsMax = 80;
/** Looks without any change after which a run stands still. */
const stillMax = 40;

const settle = async (stage: Stage, look: () => Promise<void>): Promise<void> => {
  let before = '';
  for (let round = 0, still = 0; still < stillMax && (await liveRuns(stage)).length > 0; round += 1) {
    if (round > roundsMax) await cancelAll(stage);
    await moveOn(stage, round);
    if (round > 4) await skipConditions(stage);
    await look();
    await checkSwept(stage);
    const now = await tellProgress(stage);
    still = now === before ? still + 1 : 0;
    before = now;
  }
};

const play = async (stage: Stage): Promise<void> => {
  const look = inspector(stage);
  await look();
  for (let act = 0; act < actsMax; act += 1) {
    await actOnce(stage);
    await look();
  }
  await settle(stage, look);
  expect(await liveRuns(stage)).toEqual([]);
};

test('whatever is drawn and whatever happens, no token is lost or invented and no run stands still', async () => {
  await fc.assert(
    fc.asyncProperty(cases, async (each) => {
      const stage = await prepare(each);
      if (!stage) return;
      await play(stage).catch((cause: unknown) => {
        const { message } = cause instanceof Error ? cause : new Error(String(cause));
        throw new Error(`${message}\nafter ${stage.diary.join(' ')}`, { cause });
      });
    }),
    bounds(12),
  );
}, 3_600_000);

/** What runs and branches do to each other depends on who is first: one thing after the other here, and nobody else's key. */
const isPlain = ({ nodes }: Definition): boolean =>
  nodes.every(({ kind, config }) => {
    if (splitNodeKinds.has(kind)) return false;
    if (kind === 'forEach' && 'atOnce' in config && config.atOnce > 1) return false;
    if ('isIdempotent' in config && !config.isIdempotent) return false;
    return !('key' in config) || config.key === undefined || config.key === 'run.id';
  });

/** The app of a process to which a worker has lent hands, and what it sends there. */
const withHands = (count: number): { readonly app: App; readonly parcels: readonly string[] } => {
  const parcels: string[] = [];
  let free = count;
  const take = () => {
    if (free === 0) return null;
    free -= 1;
    const putBack = () => {
      free += 1;
    };
    return { owner: 'near', give: (parcel: string) => void parcels.push(parcel), putBack };
  };
  return { app: { ...fixture.app, hands: { take } }, parcels };
};

interface Published {
  readonly organisationId: OrganisationId;
  readonly workflowSlug: string;
}

const actorOf = ({ organisationId }: Published) => ({ kind: 'system' as const, organisationId, name: 'webhook' });
const holder = { owner: 'near', stopping: new AbortController().signal, mayChain: () => true };

const byApi = async (published: Published): Promise<RunId[]> => {
  const { runId } = await startRun(fixture.app, actorOf(published), { workflowSlug: published.workflowSlug });
  return [runId];
};

/** Three in one transaction, with their scripts, two of them with a hand for their first call. */
const byWebhook = async (published: Published): Promise<RunId[]> => {
  const { organisationId } = published;
  const { app, parcels } = withHands(2);
  const { version, guard } = await app.db.transaction({ organisationId }, async (tx) => {
    const [row] = await tx.query<{ id: string; current_version_id: string }>(
      'SELECT id, current_version_id FROM workflow',
    );
    if (!row) throw new Error('not published');
    const guardOfIt = { workflowId: '$1', values: [row.id] };
    return { guard: guardOfIt, version: await getCompiledVersion(tx, organisationId, row.current_version_id) };
  });
  const starts = Array.from({ length: 3 }, (_, index) =>
    startKnownVersion(app, actorOf(published), {
      version,
      trigger: 'webhook',
      input: {},
      idempotencyKey: `${index} of ${crypto.randomUUID()}`,
      guard,
    }),
  );
  const runIds = (await Promise.all(starts)).map(({ runId }) => runId);
  for (const step of parcels.map(openParcel)) if (step) await executeStep(app, step, holder);
  return runIds;
};

/** Each step's first worker dies with it in hand. */
const withCrashes = async (published: Published): Promise<RunId[]> => {
  const { organisationId } = published;
  const runIds = await byApi(published);
  const crashed = new Set<string>();
  for (;;) {
    const claimed = await claimSteps(fixture.app, { owner: 'near', max: 5, scope: { organisationId } });
    if (claimed.length === 0) return runIds;
    for (const step of claimed.filter(({ id }) => crashed.has(id)))
      await executeStep(fixture.app, step, { ...holder, mayChain: () => false });
    for (const { id } of claimed) crashed.add(id);
    await loseLeases(fixture.app, organisationId, 'near');
  }
};

test('a run is the same whether the API or a webhook has started it, and whether workers died on its way or not', async () => {
  statusOf = () => 200;
  await fc.assert(
    fc.asyncProperty(blocks, async (block) => {
      const definition = drawProcess(block, { callUrl }, definitionSettingsSchema.parse({ stepsMax: 200 }));
      if (!(isPlain(definition) && canBePublished(definition))) return;
      const organisationId = await createOrganisation(fixture.app);
      await createPerson(fixture.app, organisationId, { roles: ['approver'] });
      const workflowSlug = await publishDefinition(fixture.app, organisationId, definition);
      const told: unknown[] = [];
      for (const begin of [byApi, byWebhook, byWebhook, withCrashes]) {
        const runIds = await begin({ organisationId, workflowSlug });
        await drain(fixture.app, organisationId);
        for (const runId of runIds) told.push(await tellRun(fixture.app, organisationId, runId));
      }
      for (const each of told) expect(each).toEqual(told[0]);
    }),
    bounds(12),
  );
}, 3_600_000);
