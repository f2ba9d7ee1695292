import type { Tx } from '@switchyard/db';
import type { Actor, Candidate, DataClass, OrganisationId, RoutingDecision } from '@switchyard/domain';
import { type Evidence, expectedCostOf, type RoutingPolicy, wilsonBounds } from '@switchyard/routing';
import type { z } from 'zod';
import { authorise } from '../access/authorise.ts';
import type { App } from '../app.ts';
import { tenant } from '../change.ts';
import type { PolicyScope } from '../policies/policy-scope.ts';
import { type DecisionBasis, decideFrom } from '../replay/decision-basis.ts';
import { type KeptBases, loadBases } from '../replay/load-bases.ts';
import { isOfTask, loadReplayPage, type ReplayedReceipt } from './replay-source.ts';
import { loadWhatIfGround, type Shortfall, type WhatIfGround } from './what-if-ground.ts';
import {
  type WhatIf,
  type WhatIfChange,
  type WhatIfNote,
  type WhatIfQuality,
  type WhatIfSeen,
  whatIfInput,
} from './what-if-view.ts';

/** One decision as people compare it: who is asked first, what it costs with what follows, how good it is. */
interface Answer {
  readonly label: string | null;
  /** Of just one candidate that is no person. */
  readonly ref: string | null;
  readonly isPerson: boolean;
  /** Whom the data goes to before any answer is judged. */
  readonly first: readonly Candidate[];
  readonly costMicroUsd: number;
  readonly quality: WhatIfQuality;
}

const qualityOf = (
  { plan, candidates }: RoutingDecision,
  { outcomes }: Evidence,
  confidence: number,
): WhatIfQuality => {
  if (plan) return { low: plan.successLowerBound, high: null, cases: plan.evidenceCount };
  const ref = candidates[0]?.ref;
  const known = ref !== undefined && Object.hasOwn(outcomes, ref) ? outcomes[ref] : undefined;
  if (!known || known.graded === 0) return null;
  const { lower, upper } = wilsonBounds(known.succeeded, known.graded, confidence);
  return { low: lower, high: upper, cases: known.graded };
};

const answerOf = (basis: DecisionBasis): Answer => {
  const decision = decideFrom(basis);
  const { plan, candidates } = decision;
  const { evidence, policy } = basis.request;
  const first = plan ? plan.members.filter(({ ref }) => plan.probes.includes(ref)) : candidates.slice(0, 1);
  const refs = first.map(({ ref }) => ref);
  const isPerson = !plan && first[0]?.supplierKind === 'human';
  const others = plan ? plan.members.filter(({ ref }) => !refs.includes(ref)).map(({ ref }) => ref) : [];
  const then = others.length === 0 ? '' : `, then perhaps ${others.join(' or ')}`;
  return {
    label: refs.length === 0 ? null : plan ? `plan: ${refs.join(' and ')}${then}` : (refs[0] ?? null),
    ref: plan || isPerson ? null : (refs[0] ?? null),
    isPerson,
    first,
    costMicroUsd: expectedCostOf(decision, evidence),
    quality: qualityOf(decision, evidence, policy.confidence),
  };
};

/** A receipt decided under both rules, or why it could not be. */
type Replayed =
  | {
      readonly receipt: ReplayedReceipt;
      readonly before: Answer;
      readonly after: Answer;
      readonly shortfalls: readonly Shortfall[];
    }
  | { readonly receipt: ReplayedReceipt; readonly why: string };

const noVersion = 'The wording that was asked was a draft or is gone, so nothing says what was to be done.';
const noBasis = 'Calls to the gateway from before decisions were kept do not say which models they could have had.';

/** A call without a task is decided on what it was decided on then: the client had named whom it could have. */
const replayCall = (receipt: ReplayedReceipt, ground: WhatIfGround, kept: KeptBases): Replayed => {
  const loaded = kept.get(receipt.id);
  if (loaded === undefined) return { receipt, why: noBasis };
  if (typeof loaded === 'string') return { receipt, why: loaded };
  const under = (policy: RoutingPolicy): Answer =>
    answerOf({
      ...loaded.basis,
      request: { ...loaded.basis.request, policy: { ...policy, quality: { kind: 'task' } } },
    });
  const { before, after } = ground.policiesOf(receipt);
  return { receipt, before: under(before), after: under(after), shortfalls: [] };
};

const isCall = ({ origin, taskSlug }: ReplayedReceipt): boolean => origin === 'gateway' && taskSlug === null;

/** What was kept of the calls of a page, all of it read together: calls of one client share what they were decided on. */
const loadCalls = (tx: Tx, organisationId: OrganisationId, receipts: readonly ReplayedReceipt[]): Promise<KeptBases> =>
  loadBases(
    tx,
    organisationId,
    receipts.flatMap((receipt) =>
      !isOfTask(receipt) && isCall(receipt) && receipt.basis !== null ? [{ id: receipt.id, basis: receipt.basis }] : [],
    ),
  );

const replay = async (receipt: ReplayedReceipt, ground: WhatIfGround, kept: KeptBases): Promise<Replayed> => {
  if (!isOfTask(receipt)) return isCall(receipt) ? replayCall(receipt, ground, kept) : { receipt, why: noVersion };
  const policies = ground.policiesOf(receipt);
  const [before, after] = [
    await ground.basisOf(receipt, policies.before),
    await ground.basisOf(receipt, policies.after),
  ];
  const shortfalls = [...new Set([...before.shortfalls, ...after.shortfalls])];
  return { receipt, before: answerOf(before.basis), after: answerOf(after.basis), shortfalls };
};

const shortfallWords: Readonly<Record<Shortfall, string>> = {
  length_guessed: 'No model read these inputs and their length was not kept, so it is guessed.',
  input_gone:
    'These inputs are no longer kept and the router has learned anew since, so they are decided without a prediction of their own.',
  segment_unknown: 'These are from before segments were kept, so the task as a whole decides.',
  was_downgraded:
    'A budget had run out and a cheaper answer was chosen; here they are decided as if there had been money.',
};

const residencyOf = (ground: WhatIfGround, candidate: Candidate): string =>
  ground.suppliers.find(({ slug }) => slug === candidate.supplierSlug)?.residency ?? '';

const placesOf = (ground: WhatIfGround, { first }: Answer): string =>
  [...new Set(first.map((candidate) => residencyOf(ground, candidate)))].filter((place) => place !== '').join(', ');

const addChange = (
  changes: Map<string, WhatIfChange>,
  ground: WhatIfGround,
  { receipt, before, after }: Extract<Replayed, { before: Answer }>,
): void => {
  const taskSlug = receipt.taskSlug ?? '';
  const key = [taskSlug, before.label, after.label].join('\n');
  const known = changes.get(key);
  const dataClasses: DataClass[] = [...(known?.dataClasses ?? []), receipt.dataClass];
  changes.set(key, {
    ...{ taskSlug, from: before.label, to: after.label, fromRef: before.ref, toRef: after.ref },
    isToPerson: after.isPerson,
    receipts: (known?.receipts ?? 0) + 1,
    beforeMicroUsd: (known?.beforeMicroUsd ?? 0) + before.costMicroUsd,
    afterMicroUsd: (known?.afterMicroUsd ?? 0) + after.costMicroUsd,
    qualityBefore: before.quality,
    qualityAfter: after.quality,
    residencyBefore: placesOf(ground, before),
    residencyAfter: placesOf(ground, after),
    dataClasses: [...new Set(dataClasses)].sort(),
    receiptIds: [...(known?.receiptIds ?? []), receipt.id],
  });
};

const addSeen = (
  seen: Map<string, WhatIfSeen>,
  ground: WhatIfGround,
  { receipt, before, after }: Extract<Replayed, { before: Answer }>,
): void => {
  const slugs = ({ first }: Answer) => new Set(first.map(({ supplierSlug }) => supplierSlug));
  const [old, now] = [slugs(before), slugs(after)];
  const { dataClass } = receipt;
  for (const candidate of [...before.first, ...after.first]) {
    const { supplierSlug } = candidate;
    const key = `${supplierSlug} ${dataClass}`;
    const known = seen.get(key);
    if (known?.receiptIds.at(-1) === receipt.id) continue;
    seen.set(key, {
      ...{ supplierSlug, dataClass, residency: residencyOf(ground, candidate) },
      before: (known?.before ?? 0) + (old.has(supplierSlug) ? 1 : 0),
      after: (known?.after ?? 0) + (now.has(supplierSlug) ? 1 : 0),
      receiptIds: [...(known?.receiptIds ?? []), receipt.id],
    });
  }
};

const notesOf = (replayed: readonly Replayed[]): WhatIfNote[] => {
  const said = replayed.flatMap((each) =>
    'why' in each
      ? [{ sentence: each.why, isReplayed: false, id: each.receipt.id }]
      : each.shortfalls.map((one) => ({ sentence: shortfallWords[one], isReplayed: true, id: each.receipt.id })),
  );
  return [...Map.groupBy(said, ({ sentence }) => sentence)].map(([sentence, own]) => ({
    sentence,
    receipts: own.length,
    isReplayed: own[0]?.isReplayed ?? false,
    receiptIds: own.map(({ id }) => id),
  }));
};

const addUp = (ground: WhatIfGround, replayed: readonly Replayed[]): Omit<WhatIf, 'nextCursor'> => {
  const changes = new Map<string, WhatIfChange>();
  const seen = new Map<string, WhatIfSeen>();
  const decided = replayed.flatMap((each) => ('before' in each ? [each] : []));
  for (const each of decided) {
    addSeen(seen, ground, each);
    if (each.before.label !== each.after.label) addChange(changes, ground, each);
  }
  const sum = (pick: (each: (typeof decided)[number]) => number) => decided.reduce((all, each) => all + pick(each), 0);
  return {
    looked: decided.length,
    unchanged: decided.filter(({ before, after }) => before.label === after.label).length,
    replayed: decided.map(({ receipt, before, after }) => ({
      receiptId: receipt.id,
      ...{ from: before.label, to: after.label },
      actualMicroUsd: receipt.costMicroUsd,
      beforeMicroUsd: before.costMicroUsd,
      afterMicroUsd: after.costMicroUsd,
    })),
    actualMicroUsd: sum(({ receipt }) => receipt.costMicroUsd),
    beforeMicroUsd: sum(({ before }) => before.costMicroUsd),
    afterMicroUsd: sum(({ after }) => after.costMicroUsd),
    changes: [...changes.values()].sort((left, right) => right.receipts - left.receipts),
    seen: [...seen.values()].sort((left, right) => right.after + right.before - left.after - left.before),
    notes: notesOf(replayed),
  };
};

export interface WhatIfQuestion {
  /** Null: the scope has no rules of its own. */
  readonly draft: RoutingPolicy | null;
  readonly scope: PolicyScope;
  readonly taskSlug: string | undefined;
  readonly cursor: string | undefined;
  readonly limit: number;
}

/** What a draft would decide on a page of past receipts, in the caller's transaction. */
export const replayDraft = async (
  app: App,
  tx: Tx,
  organisationId: OrganisationId,
  { draft, scope, taskSlug, cursor, limit }: WhatIfQuestion,
): Promise<WhatIf> => {
  const { receipts, nextCursor } = await loadReplayPage(tx, organisationId, {
    cursor,
    limit,
    taskSlug,
    hasCalls: true,
  });
  const ground = await loadWhatIfGround(app, tx, organisationId, receipts, { draft, scope });
  const replayed: Replayed[] = [];
  const kept = await loadCalls(tx, organisationId, receipts);
  for (const receipt of receipts) replayed.push(await replay(receipt, ground, kept));
  return { ...addUp(ground, replayed), nextCursor };
};

/**
 * What a draft policy would decide on past receipts, page by page: the product's own `decide` with pins, learned plans and floors,
 * once with the rules in force and once with the draft, on today's suppliers, prices and evidence, so that nothing but the rules
 * makes the difference. Nothing is called and nothing is written.
 */
export const whatIf = async (app: App, actor: Actor, raw: z.input<typeof whatIfInput>): Promise<WhatIf> => {
  authorise(actor, 'receipts.read');
  const { policy: draft, scope, taskSlug, cursor, limit } = whatIfInput.parse(raw);
  const question = { draft, scope: scope ?? { workflowId: null, taskId: null }, taskSlug, cursor, limit };
  return app.db.transaction(tenant(actor), (tx) => replayDraft(app, tx, actor.organisationId, question));
};
