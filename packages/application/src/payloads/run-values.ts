import type { JsonObject, JsonValue } from '@switchyard/domain';
import type { App } from '../app.ts';
import type { ClaimedStep } from '../runs/claim-step.ts';
import type { RunRecord } from '../runs/run-record.ts';
import type { TransitionWork } from '../runs/transition-work.ts';
import { packLarge, type StoredFormOf } from './pack-large.ts';
import { isObject, isReserved } from './stored-value.ts';
import { unpackForRun } from './unpack-large.ts';

/** Values of a run's own columns as a transition needs them. Small ones, the rule, cost a look at their keys. */
export const unpackRun = async (app: App, run: RunRecord): Promise<RunRecord> => {
  if (!(isReserved(run.input) || isReserved(run.variables))) return run;
  const read = async (stored: JsonObject): Promise<JsonObject> => {
    const value = await unpackForRun(app, run.organisationId, stored);
    return isObject(value) ? value : {};
  };
  const [input, variables] = await Promise.all([read(run.input), read(run.variables)]);
  return { ...run, input, variables };
};

/** `steps` as expressions see them, with outputs that lie in the payload store put in place. */
export const unpackSteps = async (
  app: App,
  organisationId: RunRecord['organisationId'],
  steps: JsonObject,
): Promise<JsonObject> => {
  const packed = Object.entries(steps).filter(([, step]) => isObject(step) && isReserved(step.output ?? null));
  if (packed.length === 0) return steps;
  const read = packed.map(async ([nodeId, step]): Promise<[string, JsonValue]> => {
    const { output = null, ...rest } = isObject(step) ? step : {};
    return [nodeId, { ...rest, output: await unpackForRun(app, organisationId, output) }];
  });
  return { ...steps, ...Object.fromEntries(await Promise.all(read)) };
};

/** A claimed step with its input in place. Throws only what may pass; lost content fails whoever looks into it. */
export const openInput = async (app: App, step: ClaimedStep): Promise<ClaimedStep> => {
  if (!(step.isInputStored && isReserved(step.input))) return step;
  const input = await unpackForRun(app, step.organisationId, step.input);
  return { ...step, input: isObject(input) ? input : {}, isInputStored: false };
};

/** Packs one value that a transition writes apart from the others: the result of the step that it ends. */
export const packResult = async ({ app, tx, run }: TransitionWork, value: JsonValue): Promise<JsonValue> =>
  (await packLarge(app, { organisationId: run.organisationId, run: { tx, id: run.id } }, [value]))(value);

const itemValues = ({ newItems, endedItems }: Pick<TransitionWork, 'newItems' | 'endedItems'>): JsonValue[] => [
  ...newItems.flatMap(({ values }) => values),
  ...endedItems.map(({ result }) => result),
];

/** Packs the items that a transition writes before its other rows. */
export const packItems = ({ app, tx, run, ...work }: TransitionWork): Promise<StoredFormOf> =>
  packLarge(app, { organisationId: run.organisationId, run: { tx, id: run.id } }, itemValues(work));

/** Items of a list, or their results, with those that lie in the payload store put in place. */
export const unpackItems = async (
  app: App,
  organisationId: RunRecord['organisationId'],
  items: readonly JsonValue[],
): Promise<readonly JsonValue[]> =>
  items.some(isReserved) ? Promise.all(items.map((item) => unpackForRun(app, organisationId, item))) : items;

/** Packs whatever a transition is about to write, in one go, and gives the form of each value. */
export const packTransition = ({ app, tx, run, ...work }: TransitionWork): Promise<StoredFormOf> =>
  packLarge(app, { organisationId: run.organisationId, run: { tx, id: run.id } }, [
    ...work.newSteps.flatMap(({ input, output }) => [input, output]),
    ...work.endedSteps.map(({ output }) => output),
    ...[...work.frames.values()].flatMap(({ vars }) => (vars ? [vars] : [])),
    ...work.newMessages.map(({ payload }) => payload),
    ...itemValues(work),
    work.variables,
    work.endOutputs,
    ...(work.isNewRun ? [run.input] : []),
  ]);
