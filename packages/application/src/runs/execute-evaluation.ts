import type { DefinitionNode, JsonObject } from '@switchyard/domain';
import type { App } from '../app.ts';
import { readSourceForStep, recordStepSources, type SourceReading } from '../sources/read-source-for-step.ts';
import type { ClaimedStep } from './claim-step.ts';
import type { StepResult } from './finish-step.ts';

/** Reads the sources of a step, refreshing stale ones, outside any transaction. Throws `source_unavailable`. */
export const readSources = async (app: App, step: ClaimedStep, slugs: readonly string[]): Promise<SourceReading[]> => {
  const readings: SourceReading[] = [];
  for (const slug of slugs) readings.push(await readSourceForStep(app, { organisationId: step.organisationId, slug }));
  return readings;
};

/** An inline node that a worker carries on with: its sources are fetched first, then the transition evaluates it. */
export const executeEvaluation = async (app: App, step: ClaimedStep, node: DefinitionNode): Promise<StepResult> => {
  const slugs = node.kind === 'decision' || node.kind === 'decisionTable' ? node.config.sources : [];
  const readings = await readSources(app, step, slugs);
  const sources: JsonObject = Object.fromEntries(readings.map((reading) => [reading.slug, reading.data]));
  return {
    kind: 'evaluate',
    sources,
    record: (tx) => recordStepSources(tx, { ...step, stepId: step.id }, readings),
  };
};
