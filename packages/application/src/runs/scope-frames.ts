import { DomainError, type JsonObject, type JsonValue } from '@switchyard/domain';
import type { Scope } from '@switchyard/engine';
import type { StoredFormOf } from '../payloads/pack-large.ts';
import { unpackItems, unpackSteps } from '../payloads/run-values.ts';
import { isObject } from '../payloads/stored-value.ts';
import { unpackForRun } from '../payloads/unpack-large.ts';
import type { TransitionWork } from './transition-work.ts';

/*
 * A frame is what expressions see in one scope: the run's own, or a round of a body. An inner frame sees the outer ones and hides
 * what it has itself. Items of a for-each have variables of their own, because several are under way at once; rounds of
 * loops and regions write those around them. Frames are stored with the run as ordinals of steps, never as outputs.
 */

/** The frame of the run's own scope. */
export const rootFrame = 0;

export interface StoredFrame {
  /** Node id → ordinal of its latest completed step, for nodes that some expression reads. */
  readonly latest: Readonly<Record<string, number>>;
  readonly vars?: JsonObject;
}

/** How far a container is, beside what the engine counts. */
export interface Rounds {
  readonly stepId: string;
  readonly count: number;
  readonly completed: number;
  readonly failed: number;
  /** Items that somebody cancelled one by one; none: 0. */
  readonly cancelled?: number;
}

/** As stored in the run's row. */
export interface StoredFrames {
  readonly scopes?: Readonly<Record<string, StoredFrame>>;
  /** Ordinal of the container's step → how far it is. */
  readonly rounds?: Readonly<Record<string, Rounds>>;
}

export interface Frame {
  readonly id: number;
  readonly parent: Frame | null;
  readonly latest: Record<string, number>;
  /** `steps` as expressions see it: node id → { output, status, outcome }, of this scope only. */
  readonly steps: JsonObject;
  /** Null: variables are those around it. */
  vars: JsonObject | null;
  readonly item?: JsonValue;
  readonly round?: JsonObject;
}

export interface OutputRow {
  readonly node_id: string;
  readonly output: JsonValue;
  readonly status: string;
  readonly port: string | null;
}

export const toSteps = (rows: readonly OutputRow[]): JsonObject =>
  Object.fromEntries(rows.map(({ node_id, output, status, port }) => [node_id, { output, status, outcome: port }]));

const loadSteps = async (work: TransitionWork, latest: Readonly<Record<string, number>>): Promise<JsonObject> => {
  const ordinals = Object.values(latest);
  if (ordinals.length === 0) return {};
  const rows = await work.tx.query<OutputRow>(
    'SELECT node_id, output, status, port FROM step WHERE run_id = $1 AND ordinal = ANY($2::int[])',
    [work.run.id, ordinals],
  );
  return unpackSteps(work.app, work.run.organisationId, toSteps(rows));
};

/** Items read at once: a transition of cheap nodes goes through many of them. */
const itemsAhead = 50;

const loadItem = async (work: TransitionWork, rounds: Rounds, index: number): Promise<JsonValue> => {
  const fresh = work.newItems.find(({ stepId }) => stepId === rounds.stepId);
  if (fresh && index >= fresh.from) return fresh.values[index - fresh.from] ?? null;
  const read = work.readItems.get(rounds.stepId);
  if (read?.has(index)) return read.get(index) ?? null;
  const rows = await work.tx.query<{ index: number; value: JsonValue }>(
    // Bounded by the index itself: what the planner does not know of a list that is new, it cannot get wrong.
    'SELECT index, value FROM each_item WHERE step_id = $1 AND index >= $2 AND index < $3 ORDER BY index',
    [rounds.stepId, index, index + itemsAhead],
  );
  const values = await unpackItems(
    work.app,
    work.run.organisationId,
    rows.map(({ value }) => value),
  );
  const ahead = new Map(rows.map((row, place) => [row.index, values[place] ?? null]));
  work.readItems.set(rounds.stepId, ahead);
  return ahead.get(index) ?? null;
};

const loadUndone = async (work: TransitionWork, ordinal: number): Promise<JsonValue> => {
  const [row] = await work.tx.query<{ output: JsonValue }>(
    'SELECT output FROM step WHERE run_id = $1 AND ordinal = $2',
    [work.run.id, ordinal],
  );
  return unpackForRun(work.app, work.run.organisationId, row?.output ?? null);
};

const roundOf = async (
  work: TransitionWork,
  scope: Scope,
): Promise<{ readonly item?: JsonValue; readonly round: JsonObject; readonly isItem: boolean }> => {
  const rounds = work.rounds[scope.owner];
  if (scope.of !== undefined) {
    return { item: await loadUndone(work, scope.of), round: { index: scope.index }, isItem: false };
  }
  const container = work.state.containers?.find(({ tokenId }) => tokenId === scope.owner);
  const kind = container && work.version.graph.nodes.get(container.nodeId)?.node.kind;
  if (kind !== 'forEach' || !rounds) return { round: { index: scope.index }, isItem: false };
  const { count, completed, failed } = rounds;
  const round = { index: scope.index, count, completed, failed };
  return { item: await loadItem(work, rounds, scope.index), round, isItem: true };
};

const loadVariables = async (work: TransitionWork, stored: JsonObject): Promise<JsonObject> => {
  const value = await unpackForRun(work.app, work.run.organisationId, stored);
  return toObject(value);
};

const openFrame = async (work: TransitionWork, scopeId: number): Promise<Frame> => {
  const scope = work.state.scopes?.find(({ id }) => id === scopeId);
  if (!scope) throw new DomainError('internal', `Scope ${scopeId} is not open in run ${work.run.id}.`);
  const parent = await frameOf(work, scope.parent);
  const stored = work.run.frames.scopes?.[scopeId];
  const { isItem, ...round } = await roundOf(work, scope);
  return {
    id: scopeId,
    parent,
    latest: { ...stored?.latest },
    steps: await loadSteps(work, stored?.latest ?? {}),
    vars: isItem ? await loadVariables(work, stored?.vars ?? {}) : null,
    ...round,
  };
};

/** The frame of a scope, read once per transition. */
export const frameOf = async (work: TransitionWork, scope: number | undefined): Promise<Frame> => {
  const id = scope ?? rootFrame;
  const known = work.frames.get(id);
  if (known) return known;
  const frame = await openFrame(work, id);
  work.frames.set(id, frame);
  return frame;
};

/** Makes a scope the one that expressions are evaluated in. */
export const enterScope = async (work: TransitionWork, scope: number | undefined): Promise<void> => {
  work.frame = await frameOf(work, scope);
};

/** Records a step's result where expressions of this scope, and of those inside it, find it. */
export const recordStep = (
  work: TransitionWork,
  nodeId: string,
  ordinal: number,
  result: { readonly output: JsonValue; readonly status: string; readonly outcome: string | null },
): void => {
  work.frame.steps[nodeId] = { ...result };
  const { referencedNodeIds } = work.version;
  if (referencedNodeIds === null || referencedNodeIds.includes(nodeId)) work.frame.latest[nodeId] = ordinal;
};

/** Writes variables: those of the item under way, else the run's. */
export const writeVariables = (work: TransitionWork, values: JsonObject): void => {
  for (let frame: Frame | null = work.frame; frame; frame = frame.parent) {
    if (!frame.vars) continue;
    frame.vars = { ...frame.vars, ...values };
    return;
  }
  work.variables = { ...work.variables, ...values };
};

const outerFirst = (frame: Frame): Frame[] => (frame.parent ? [...outerFirst(frame.parent), frame] : [frame]);

export const visibleSteps = (frame: Frame): JsonObject =>
  frame.parent ? Object.assign({}, ...outerFirst(frame).map(({ steps }) => steps)) : frame.steps;

export const visibleVariables = (work: TransitionWork): JsonObject => {
  const own = outerFirst(work.frame).flatMap(({ vars }) => (vars ? [vars] : []));
  return own.length === 0 ? work.variables : Object.assign({}, work.variables, ...own);
};

/** Item and round of the innermost body that has them. */
export const visibleRound = (frame: Frame): { readonly item?: JsonValue; readonly round?: JsonObject } => {
  const withItem = outerFirst(frame).findLast(({ item }) => item !== undefined);
  return {
    ...(withItem?.item === undefined ? {} : { item: withItem.item }),
    ...(frame.round ? { round: frame.round } : {}),
  };
};

const toObject = (value: JsonValue): JsonObject => (isObject(value) ? value : {});

/** What is stored of the frames of scopes that are still open. */
export const storeFrames = (work: TransitionWork, formOf: StoredFormOf): StoredFrames => {
  const open = [rootFrame, ...(work.state.scopes ?? []).map(({ id }) => id)];
  const scopes = Object.fromEntries(
    open.flatMap((id): [string, StoredFrame][] => {
      const frame = work.frames.get(id);
      if (!frame) {
        const stored = work.run.frames.scopes?.[id];
        return stored ? [[String(id), stored]] : [];
      }
      const hasLatest = Object.keys(frame.latest).length > 0;
      const hasVariables = frame.vars !== null && Object.keys(frame.vars).length > 0;
      if (!(hasLatest || hasVariables)) return [];
      return [
        [String(id), { latest: frame.latest, ...(hasVariables ? { vars: toObject(formOf(frame.vars ?? {})) } : {}) }],
      ];
    }),
  );
  const containers = (work.state.containers ?? []).map(({ tokenId }) => tokenId);
  const live = new Set([...containers, ...work.state.tokens.map(({ id }) => id)].map(String));
  const rounds = Object.fromEntries(Object.entries(work.rounds).filter(([ordinal]) => live.has(ordinal)));
  return {
    ...(Object.keys(scopes).length === 0 ? {} : { scopes }),
    ...(Object.keys(rounds).length === 0 ? {} : { rounds }),
  };
};
