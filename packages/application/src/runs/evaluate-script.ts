import { evaluateFields } from '@switchyard/definition';
import { isDomainError, type JsonObject, type JsonValue, type NodeOf } from '@switchyard/domain';
import type { EngineEvent } from '@switchyard/engine';
import { mayBeLarge } from '../payloads/may-be-large.ts';
import { whyUnstorable } from '../payloads/require-storable.ts';
import type { CompiledVersion } from './compiled-version.ts';
import { leaveOrFail } from './evaluate-inline.ts';
import { recordStep } from './scope-frames.ts';
import { createStep, expressionContext, type TransitionWork } from './transition-work.ts';

/** How long whoever starts a run waits for its scripts, together; what takes longer is a worker's. */
export const scriptsMaxMs = 250;
/** CPU time of one of them. */
const scriptCpuMs = 20;
/** Evaluations that a process has begun or waits for; beyond them scripts are left to workers. */
const pendingMax = 16;
let pending = 0;

/** Nodes whose script has once taken longer: they are not tried again, because that would cost a sandbox each time. */
const slowNodes = new WeakMap<CompiledVersion, Set<string>>();

/**
 * Evaluates a script within the transition that opens it, where that holds no lock: the same input always gives the same answer and
 * nobody outside sees it happen, so that it needs neither a lease nor an attempt of its own. Undefined unless it has
 * succeeded in no time: then the node is opened as a step for a worker, which also says what is wrong with it.
 */
export const evaluateScript = async (
  work: TransitionWork,
  node: NodeOf<'script'>,
  tokenId: number,
): Promise<EngineEvent | undefined> => {
  const isSlow = slowNodes.get(work.version)?.has(node.id) ?? false;
  const isInTime = performance.now() < work.scriptsUntilMs && pending < pendingMax;
  if (!isInTime || isSlow || node.boundary?.length) return undefined;
  const input = evaluateFields(node.config.input, expressionContext(work));
  if (mayBeLarge(input) || whyUnstorable(input) !== null) return undefined;
  const output = await runQuickly(work, node, input);
  if (output === undefined || whyUnstorable(output) !== null || mayBeLarge(output)) return undefined;
  work.inlineNodes += 1;
  const step = createStep(work, tokenId, node.id, 'completed', input);
  step.output = output;
  step.port = 'out';
  recordStep(work, node.id, tokenId, { output, status: 'completed', outcome: 'out' });
  return leaveOrFail(work, node, tokenId, 'out');
};

const runQuickly = async (
  work: TransitionWork,
  { id, config }: NodeOf<'script'>,
  input: JsonObject,
): Promise<JsonValue | undefined> => {
  const timeoutMs = Math.min(config.timeoutMs, scriptCpuMs);
  pending += 1;
  const output = work.app.scripts
    .run({ code: config.code, input, timeoutMs, isShared: true })
    .catch((thrown: unknown) => {
      if (isDomainError(thrown) && thrown.code === 'limit_exceeded') noteSlow(work.version, id);
      return undefined;
    })
    .finally(() => {
      pending -= 1;
    });
  // A sandbox that is being started, or is busy, is not waited for; what it answers later is nobody's.
  return within(work.scriptsUntilMs - performance.now(), output);
};

/** What `work` gives, or undefined when it takes longer. It must not throw. */
const within = <Value>(ms: number, work: Promise<Value>): Promise<Value | undefined> =>
  new Promise((resolve) => {
    const timer = setTimeout(resolve, ms, undefined);
    void work.then((value) => {
      clearTimeout(timer);
      resolve(value);
    });
  });

const noteSlow = (version: CompiledVersion, nodeId: string): void => {
  const nodes = slowNodes.get(version) ?? new Set<string>();
  slowNodes.set(version, nodes.add(nodeId));
};
