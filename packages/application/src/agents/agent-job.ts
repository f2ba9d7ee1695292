import {
  type AgentLimits,
  highestDataClass,
  type JsonObject,
  jsonObjectSchema,
  type NodeOf,
  type TaskSpec,
} from '@switchyard/domain';
import type { App } from '../app.ts';
import type { ClaimedStep } from '../runs/claim-step.ts';
import type { CompiledVersion } from '../runs/compiled-version.ts';
import { readSources } from '../runs/execute-evaluation.ts';
import { getTaskVersion, type TaskVersion } from '../runs/execute-task-step.ts';
import type { SourceReading } from '../sources/read-source-for-step.ts';
import { limitsInForce } from './raised-limits.ts';
import { resolveTools, type StepTools } from './step-tools.ts';

/** Everything an agent step is done with, as it stands when a worker takes it up. */
export interface AgentJob {
  readonly app: App;
  /** With the task's input as its input. */
  readonly step: ClaimedStep;
  readonly version: CompiledVersion;
  readonly node: NodeOf<'agent'>;
  readonly taskVersion: TaskVersion;
  /** The task with what the step adds to its instructions. */
  readonly task: TaskSpec;
  readonly readings: readonly SourceReading[];
  /** What the step's author took out of the run for its tools. */
  readonly runData: JsonObject;
  readonly tools: StepTools;
  /** The published ones, or what an operator allowed beyond them. */
  readonly limits: AgentLimits;
  readonly signal: AbortSignal;
}

/** Reads the task, its sources and the tools as they are now. Throws what these throw; a server that is down may come back. */
export const openAgentJob = async (
  app: App,
  claimed: ClaimedStep,
  version: CompiledVersion,
  node: NodeOf<'agent'>,
  signal: AbortSignal,
): Promise<AgentJob> => {
  const input = jsonObjectSchema.parse(claimed.input.input ?? {});
  const runData = jsonObjectSchema.parse(claimed.input.runData ?? {});
  const found = await getTaskVersion(app, claimed, version, node.config.task);
  const { spec } = found;
  const { instructions } = node.config;
  const task = instructions === '' ? spec : { ...spec, instructions: `${spec.instructions}\n\n${instructions}` };
  const readings = await readSources(app, claimed, node.config.sources);
  const dataClass = highestDataClass([spec.dataClass, ...readings.map((reading) => reading.dataClass)]);
  const tools = await resolveTools(app, { organisationId: claimed.organisationId, node, dataClass, signal });
  const limits = await app.db.transaction({ organisationId: claimed.organisationId }, (tx) =>
    limitsInForce(tx, claimed, node.config.limits),
  );
  return {
    app,
    step: { ...claimed, input },
    version,
    node,
    // What a shadow would be asked lacks the tools.
    taskVersion: { ...found, watch: null },
    task,
    readings,
    runData,
    tools,
    limits,
    signal,
  };
};
