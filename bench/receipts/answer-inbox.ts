import { setTimeout as delay } from 'node:timers/promises';
import { completeWorkItem, decideApproval } from '@switchyard/application';
import { type ApprovalId, isDomainError, type JsonObject, type UserActor, type WorkItemId } from '@switchyard/domain';
import type { BenchInstallation } from '../installation/open-installation.ts';

interface OpenApproval {
  readonly id: ApprovalId;
  readonly digest: string;
  readonly risk: string;
}

interface OpenItem {
  readonly id: WorkItemId;
  readonly input: JsonObject;
}

export interface InboxTally {
  decisions: number;
  workItems: number;
}

/** What a person may refuse here without anything being wrong: it is not theirs, or they have answered already. */
const isSomebodyElses = (thrown: unknown): boolean =>
  isDomainError(thrown) && (thrown.code === 'forbidden' || thrown.code === 'conflict');

const read = <Row>({ app, organisationId }: BenchInstallation, sql: string): Promise<Row[]> =>
  app.db.transaction({ organisationId }, (tx) => tx.query<Row>(sql, [organisationId]));

/**
 * People at work until nothing is open and every run has ended: each in turn approves what they may, and does the tasks
 * that came to a person with the answer `knownAnswer` gives. Returns how many runs had not ended after `patienceMs`
 * without any progress: 0 unless something is stuck.
 */
export const answerInbox = async (
  installation: BenchInstallation,
  people: readonly UserActor[],
  knownAnswer: (input: JsonObject) => JsonObject,
  patienceMs = 60_000,
): Promise<InboxTally & { stuck: number }> => {
  const tally: InboxTally = { decisions: 0, workItems: 0 };
  let live = await countLive(installation);
  for (let movedAt = performance.now(); live > 0 && performance.now() - movedAt < patienceMs; ) {
    const before = tally.decisions + tally.workItems;
    for (const person of people) {
      await decideOpen(installation, person, tally);
      await doOpen(installation, person, knownAnswer, tally);
    }
    const now = await countLive(installation);
    if (now < live || tally.decisions + tally.workItems > before) movedAt = performance.now();
    else await delay(200);
    live = now;
  }
  return { ...tally, stuck: live };
};

const countLive = async (installation: BenchInstallation): Promise<number> => {
  const [row] = await read<{ live: number }>(
    installation,
    `SELECT count(*) AS live FROM run WHERE organisation_id = $1 AND status IN ('running', 'waiting')`,
  );
  return row?.live ?? 0;
};

const decideOpen = async (installation: BenchInstallation, person: UserActor, tally: InboxTally): Promise<void> => {
  const open = await read<OpenApproval>(
    installation,
    `SELECT id, digest, risk FROM approval_request WHERE organisation_id = $1 AND status = 'pending' ORDER BY id`,
  );
  for (const { id, digest, risk } of open) {
    const decision = { approvalId: id, outcome: 'approved' as const, digest, isConfirmed: risk === 'high' };
    await decideApproval(installation.app, person, decision).then(
      () => {
        tally.decisions += 1;
      },
      (thrown: unknown) => {
        if (!isSomebodyElses(thrown)) throw thrown;
      },
    );
  }
};

const doOpen = async (
  installation: BenchInstallation,
  person: UserActor,
  knownAnswer: (input: JsonObject) => JsonObject,
  tally: InboxTally,
): Promise<void> => {
  const open = await read<OpenItem>(
    installation,
    `SELECT id, input FROM work_item WHERE organisation_id = $1 AND status = 'open' ORDER BY id`,
  );
  for (const { id, input } of open) {
    const answer = { workItemId: id, output: knownAnswer(input), overrideReason: 'As printed on the document.' };
    await completeWorkItem(installation.app, person, answer).then(
      () => {
        tally.workItems += 1;
      },
      (thrown: unknown) => {
        if (!isSomebodyElses(thrown)) throw thrown;
      },
    );
  }
};
