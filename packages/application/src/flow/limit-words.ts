import type { FlowLimitSpec, FlowScope } from '@switchyard/domain';

/** One or several of what a limit counts. */
const countedThing = (scope: FlowScope, label: string, isOne: boolean): string => {
  const steps = isOne ? 'step' : 'steps';
  if (scope === 'organisation') return steps;
  if (scope === 'connection') return `${isOne ? 'call' : 'calls'} to ${label}`;
  return scope === 'workflow' ? `${steps} of “${label}”` : `“${label}” ${steps}`;
};

/** What a limit is of, as a label. */
export const describeScope = (scope: FlowScope, label: string): string =>
  scope === 'organisation' ? 'all steps' : countedThing(scope, label, false);

/** A limit with what people call the thing it is of. */
export type SaidLimit = Pick<FlowLimitSpec, 'scope' | 'stepsMax' | 'rate'> & { readonly label: string };

/** `at most 5 “http” steps at once and 100 in 60 s` */
export const sayLimit = ({ scope, stepsMax, rate, label }: SaidLimit): string => {
  const count = stepsMax ?? rate?.count ?? 0;
  const what = `${count} ${countedThing(scope, label, count === 1)}`;
  if (stepsMax === null) return `at most ${what} in ${rate?.seconds} s`;
  return `at most ${what} at once${rate === null ? '' : ` and ${rate.count} in ${rate.seconds} s`}`;
};
