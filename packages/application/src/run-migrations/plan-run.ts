import type { DefinitionNode, StepId } from '@switchyard/domain';
import { type MigrationPlan, type NodeMapping, planMigration, type TokenFate } from '@switchyard/engine';
import type { CompiledVersion } from '../runs/compiled-version.ts';
import { type EventMoves, moveEvents } from './event-moves.ts';
import type { LiveRun, LiveStep } from './live-run.ts';
import type { RunReport, Verdict } from './terms.ts';

export interface Versions {
  readonly from: CompiledVersion;
  readonly to: CompiledVersion;
}

/** A token that stays, with its step and both its nodes. */
export interface KeptStep {
  readonly step: LiveStep;
  readonly fate: TokenFate;
  readonly from: DefinitionNode;
  readonly to: DefinitionNode;
  readonly events: EventMoves;
}

export interface PlannedRun {
  readonly plan: MigrationPlan;
  readonly report: RunReport;
  readonly kept: readonly KeptStep[];
  /** Steps that are withdrawn. */
  readonly voided: readonly StepId[];
}

/** What differs between two nodes of equal definition. */
const differencesOf =
  ({ from, to }: Versions) =>
  (before: DefinitionNode, after: DefinitionNode): string[] => {
    if ((before.kind === 'task' && after.kind === 'task') || (before.kind === 'agent' && after.kind === 'agent'))
      return from.tasks[before.config.task] === to.tasks[after.config.task] ? [] : ['task version'];
    // Whoever published the version may not decide where duties are separated.
    if (after.kind === 'approval' && after.config.isSeparationOfDuties && from.publishedById !== to.publishedById)
      return ['publisher'];
    return [];
  };

/** What becomes of one run: the engine's plan, and the same told with what is open in it. */
export const planRun = (run: LiveRun, versions: Versions, mapping: NodeMapping): PlannedRun => {
  const { from, to } = versions;
  const steps = new Map(run.steps.map((step) => [step.ordinal, step]));
  const plan = planMigration(from.graph, to.graph, run.state, {
    mapping,
    statusOf: (tokenId) => steps.get(tokenId)?.status,
    listDifferences: differencesOf(versions),
  });
  const kept = listKept(run, versions, plan);
  const voided = plan.tokens.flatMap(({ tokenId, fate }) =>
    fate === 'reopened' || fate === 'voided' ? (steps.get(tokenId)?.id ?? []) : [],
  );
  return { plan, kept, voided, report: toReport(run, versions, { plan, kept, voided }) };
};

const listKept = (run: LiveRun, { from, to }: Versions, plan: MigrationPlan): KeptStep[] =>
  plan.tokens.flatMap((fate): KeptStep[] => {
    const step = run.steps.find(({ ordinal }) => ordinal === fate.tokenId);
    const before = from.graph.nodes.get(fate.nodeId)?.node;
    const after = to.graph.nodes.get(fate.toNodeId ?? '')?.node;
    if (!(step && before && after) || (fate.fate !== 'kept' && fate.fate !== 'changed')) return [];
    const isOf = ({ step_id }: { readonly step_id: StepId }) => step_id === step.id;
    const open = { timers: run.timers.filter(isOf), waits: run.waits.filter(isOf) };
    const events = moveEvents({ from: before, to: after, changed: fate.changed }, open);
    return [{ step, fate, from: before, to: after, events }];
  });

const placesMax = 30;

/** Tokens that are at one node and fare the same are told once. */
const toPlaces = ({ from, to }: Versions, tokens: readonly TokenFate[]): RunReport['places'] => {
  const groups = Map.groupBy(tokens, ({ nodeId, toNodeId, fate, reason }) => `${nodeId} ${toNodeId} ${fate} ${reason}`);
  return [...groups.values()].slice(0, placesMax).flatMap((group) => {
    const [token] = group;
    if (!token) return [];
    const { nodeId, toNodeId, fate, changed, reason } = token;
    const name = from.graph.nodes.get(nodeId)?.node.name ?? nodeId;
    const toName = toNodeId === null ? null : (to.graph.nodes.get(toNodeId)?.node.name ?? toNodeId);
    return [{ nodeId, name, toName, fate, changed: [...changed], ...(reason ? { reason } : {}), count: group.length }];
  });
};

const problemsMax = 20;

const toReport = (run: LiveRun, versions: Versions, { plan, kept, voided }: Omit<PlannedRun, 'report'>): RunReport => {
  const gone = new Set(voided);
  const isGone = ({ step_id }: { readonly step_id: StepId }) => gone.has(step_id);
  const isMoved = 'state' in plan;
  return {
    v: 1,
    verdict: plan.verdict,
    places: toPlaces(versions, plan.tokens),
    voidedApprovals: isMoved
      ? run.approvals.filter(isGone).map(({ title, waits_for }) => ({ title, waitsFor: [...waits_for] }))
      : [],
    voidedWorkItems: isMoved ? run.workItems.filter(isGone).map(({ title }) => title) : [],
    ...countEvents(run, kept, isGone),
    problems: isMoved ? [] : plan.problems.slice(0, problemsMax),
    notes: [...plan.notes].slice(0, problemsMax),
  };
};

const countEvents = (
  run: LiveRun,
  kept: readonly KeptStep[],
  isGone: (wait: { readonly step_id: StepId }) => boolean,
): Pick<RunReport, 'timers' | 'messageWaits'> => {
  const count = (waits: LiveRun['timers'], own: 'wait' | 'receive', on: 'timer' | 'message') => {
    const rearmed = kept.reduce(
      (sum, { to, events }) =>
        sum + events.armed.filter((event) => event.on === on).length + (events.isOwnChanged && to.kind === own ? 1 : 0),
      0,
    );
    const isDropped = ({ step_id, boundary_id }: LiveRun['timers'][number]) =>
      kept.some(
        ({ step, to, events }) =>
          step.id === step_id &&
          (boundary_id === null ? events.isOwnChanged && to.kind === own : events.dropped.includes(boundary_id)),
      );
    const dropped = waits.filter((wait) => isGone(wait) || isDropped(wait)).length;
    return { kept: waits.length - dropped, rearmed, dropped };
  };
  const messages = count(run.waits, 'receive', 'message');
  return {
    timers: count(run.timers, 'wait', 'timer'),
    messageWaits: { kept: messages.kept, changed: messages.rearmed, dropped: messages.dropped },
  };
};

const severity: Record<Verdict, number> = { kept: 0, changed: 1, busy: 1, voided: 2, impossible: 3 };

/**
 * Why a run is not moved although it could be: since the dry run more would be lost than was shown. Null when it is as shown,
 * or better.
 */
export const worsenedBy = (seen: RunReport, now: RunReport): string | null => {
  if (severity[now.verdict] > severity[seen.verdict])
    return now.verdict === 'impossible'
      ? `It has moved on since the dry run: ${now.problems.join(' ')}`
      : 'It has moved on since the dry run, and something in it would be withdrawn now that was not shown.';
  const titles = seen.voidedApprovals.map(({ title }) => title);
  const unseen = now.voidedApprovals.find(({ title }) => !titles.includes(title));
  if (unseen)
    return `It has moved on since the dry run, and “${unseen.title}” would be withdrawn now, which was not shown.`;
  const unseenItem = now.voidedWorkItems.find((title) => !seen.voidedWorkItems.includes(title));
  return unseenItem === undefined
    ? null
    : `It has moved on since the dry run, and “${unseenItem}” would be withdrawn now, which was not shown.`;
};
