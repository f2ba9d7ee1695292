import {
  type Candidate,
  type CheckResult,
  type ClassifierVerdict,
  DomainError,
  type Failure,
  isDomainError,
  type JsonValue,
  noTokens,
  type ReceiptAttempt,
  type TokenUsage,
  toFailure,
  tokenUsageSchema,
} from '@switchyard/domain';
import { costOf } from './cost-of.ts';
import type { AccountedReply, AskedCalls, ExecuteTaskOptions, SupplierConnection } from './execute-task-options.ts';
import type { FinishedAttempt } from './next-attempt.ts';
import { runChecks } from './run-checks.ts';
import type { AttemptReply, AttemptRequest } from './supplier-port.ts';

export interface PlannedAttempt {
  readonly ordinal: number;
  readonly candidate: Candidate;
  /** Which key or region is asked; absent where its supplier has just one. */
  readonly endpoint?: string | undefined;
  readonly feedback: readonly CheckResult[];
  readonly previousOutput: JsonValue | null;
}

export interface PerformedAttempt {
  readonly record: ReceiptAttempt;
  readonly finished: FinishedAttempt;
  /** What was answered, accepted or not. */
  readonly output: JsonValue | null;
  readonly calls: AskedCalls | null;
  readonly thrown: unknown;
}

const requestOf = (options: ExecuteTaskOptions, plan: PlannedAttempt, to: SupplierConnection): AttemptRequest => ({
  task: options.task,
  model: to.model,
  instructions: options.task.instructions,
  input: options.input,
  sources: options.sources,
  feedback: plan.feedback.filter(({ isPassed }) => !isPassed).map(({ name, explanation }) => `${name}: ${explanation}`),
  previousOutput: plan.previousOutput,
  ...(options.turn ? { turn: options.turn } : {}),
  idempotencyKey: `${options.idempotencyKey}-${plan.ordinal}`,
  timeoutMs: options.task.timeoutMs,
  apiKey: to.apiKey,
  baseUrl: to.baseUrl,
});

interface Verdict {
  readonly outcome: ReceiptAttempt['outcome'];
  readonly usage: TokenUsage;
  readonly checks: CheckResult[];
  readonly answeredByModel: string | null;
  readonly isSimulated: boolean;
  readonly classification: ClassifierVerdict | null;
  readonly output: JsonValue | null;
  readonly calls: AskedCalls | null;
  readonly error: string | null;
  readonly isTransient: boolean;
  readonly retryAfterMs: number | null;
  readonly isRefusal: boolean;
  /** A reply came, which the supplier bills, whatever it says of that. */
  readonly isBilled: boolean;
  readonly thrown: unknown;
}

const nothing: Verdict = {
  outcome: 'error',
  usage: noTokens,
  checks: [],
  answeredByModel: null,
  isSimulated: false,
  classification: null,
  output: null,
  calls: null,
  error: null,
  isTransient: false,
  retryAfterMs: null,
  isRefusal: false,
  isBilled: false,
  thrown: null,
};

const refusedStatuses: ReadonlySet<unknown> = new Set([401, 402, 403, 429]);

/** The supplier refuses this key, or has enough of it for now: another key or region may answer at once. */
export const isKeyRefused = ({ code, details }: Pick<Failure, 'code' | 'details'>): boolean =>
  code === 'rate_limited' || refusedStatuses.has(details.status);

/** What no program can decide: judges first, then people, and only of an answer that has passed everything before. */
const askBeyond = async (
  { task, judgeAnswer }: ExecuteTaskOptions,
  output: JsonValue,
  before: readonly CheckResult[],
): Promise<CheckResult[]> => {
  const results = [...before];
  const isOpen = () => results.every(({ isPassed }) => isPassed);
  for (const check of task.checks) {
    if (check.kind !== 'judge' || !isOpen()) continue;
    const { name, kind } = check;
    const unasked = { name, kind, isPassed: false, explanation: 'No judge can be asked here.' };
    results.push((await judgeAnswer?.(check, output)) ?? unasked);
  }
  const person = task.checks.find(({ kind }) => kind === 'human');
  if (person && isOpen()) {
    results.push({ name: person.name, kind: 'human', isPassed: false, explanation: 'A person confirms every answer.' });
  }
  return results;
};

const judgeReply = async (options: ExecuteTaskOptions, reply: AttemptReply): Promise<Verdict> => {
  if (reply.kind === 'handed_to_person') return { ...nothing, outcome: 'handed_to_person' };
  const { usage, answeredByModel, isSimulated } = reply;
  const isBilled = true;
  if (reply.kind === 'calls') {
    const { calls, text } = reply;
    return { ...nothing, outcome: 'accepted', usage, answeredByModel, isSimulated, isBilled, calls: { calls, text } };
  }
  const { classification = null } = reply;
  const base = { ...nothing, usage, answeredByModel, isSimulated, isBilled, classification };
  if (reply.kind === 'declined') return { ...base, outcome: 'declined', error: reply.explanation };
  const { task, input, sources, evaluateRule } = options;
  const { output } = reply;
  const checks = await askBeyond(options, output, runChecks({ task, input, output, sources, evaluateRule }));
  const isAccepted = checks.every(({ isPassed }) => isPassed);
  return {
    ...base,
    outcome: isAccepted ? 'accepted' : 'check_failed',
    checks,
    output,
  };
};

const judgeFailure = (thrown: unknown): Verdict => {
  const failure = toFailure(thrown);
  const { code, message, details, retryable } = failure;
  const billed = tokenUsageSchema.safeParse(details.usage);
  const retryAfterMs = details.retryAfterMs;
  return {
    ...nothing,
    outcome: code === 'upstream_timeout' ? 'timeout' : 'error',
    usage: billed.success ? billed.data : noTokens,
    isSimulated: details.isSimulated === true,
    error: message,
    isTransient: retryable || code === 'rate_limited' || code === 'upstream_timeout',
    retryAfterMs: typeof retryAfterMs === 'number' && retryAfterMs >= 0 ? retryAfterMs : null,
    isRefusal: isKeyRefused(failure),
    isBilled: billed.success,
    thrown,
  };
};

const hidden = '[key]';

/** A server may repeat what it was sent; receipts and people see what it says. */
const withoutKey = (text: string | null, connection: SupplierConnection | null): string | null =>
  connection?.apiKey ? (text?.replaceAll(connection.apiKey, hidden) ?? null) : text;

const failureWithoutKey = (thrown: unknown, connection: SupplierConnection | null): unknown => {
  if (!isDomainError(thrown)) return thrown;
  const { code, message, details, retryable, cause } = thrown;
  const safe = withoutKey(message, connection) ?? '';
  return safe === message ? thrown : new DomainError(code, safe, { details, retryable, cause });
};

/** The reply or the failure, as a verdict. */
const attemptWithin = async (
  options: ExecuteTaskOptions,
  plan: PlannedAttempt,
): Promise<{ verdict: Verdict; connection: SupplierConnection | null }> => {
  let connection: SupplierConnection | null = null;
  try {
    connection = await options.connect(plan.candidate, plan.endpoint);
    const reply = await connection.supplier.attempt(requestOf(options, plan, connection), options.signal);
    return { verdict: await judgeReply(options, reply), connection };
  } catch (thrown) {
    options.signal.throwIfAborted();
    return { verdict: judgeFailure(failureWithoutKey(thrown, connection)), connection };
  }
};

const writtenOf = ({ output, calls }: Verdict): string =>
  (output === null ? '' : JSON.stringify(output)) + (calls === null ? '' : JSON.stringify(calls));

/** What the supplier reports, or what is believed instead where somebody judges that. */
const accounted = (verdict: Verdict, connection: SupplierConnection | null): Promise<AccountedReply> => {
  const { usage, answeredByModel } = verdict;
  const price = connection?.price ?? null;
  if (!verdict.isBilled || price === null || !connection?.account) return Promise.resolve({ usage, price, doubts: [] });
  return connection.account({ usage, written: writtenOf(verdict), answeredByModel });
};

/** No model has a longer name. */
const nameCharsMax = 200;

/**
 * One attempt from connecting to its line in the receipt. Failures of the supplier become data; only the caller's
 * own cancellation is thrown on.
 */
export const performAttempt = async (options: ExecuteTaskOptions, plan: PlannedAttempt): Promise<PerformedAttempt> => {
  const startedAt = options.clock();
  const { verdict, connection } = await attemptWithin(options, plan);
  const { usage, price, doubts } = await accounted(verdict, connection);
  const { candidate, endpoint } = plan;
  const at = endpoint === undefined ? {} : { endpoint };
  const record: ReceiptAttempt = {
    ordinal: plan.ordinal,
    candidateRef: candidate.ref,
    supplierKind: candidate.supplierKind,
    ...at,
    answeredByModel: withoutKey(verdict.answeredByModel, connection)?.slice(0, nameCharsMax) ?? null,
    outcome: verdict.outcome,
    tokens: usage,
    costMicroUsd: price === null ? 0 : costOf(usage, price),
    priceVersion: price?.version ?? null,
    durationMs: Math.max(0, Math.round(options.clock() - startedAt)),
    checks: [...verdict.checks, ...doubts],
    error: withoutKey(verdict.error, connection),
    isSimulated: candidate.isSimulated || verdict.isSimulated,
    ...(verdict.classification === null ? {} : { classification: verdict.classification }),
  };
  const { outcome, checks, isTransient, retryAfterMs, isRefusal, output, calls, thrown } = verdict;
  const finished = {
    candidateRef: candidate.ref,
    ...at,
    isRefusal,
    outcome,
    checks,
    isTransient,
    retryAfterMs,
  };
  return { record, finished, output, calls, thrown };
};
