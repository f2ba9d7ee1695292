import type { FlowLimitSpec, FlowScope } from '@switchyard/domain';

/** What a limit is of, as a label. */
export const describeScope = (scope: FlowScope, label: string): string => {
  if (scope === 'organisation') return 'all steps';
  if (scope === 'connection') return `calls to ${label}`;
  return scope === 'workflow' ? `steps of “${label}”` : `“${label}” steps`;
};

/** A limit with what people call the thing it is of. */
export type SaidLimit = Pick<FlowLimitSpec, 'scope' | 'stepsMax' | 'rate'> & { readonly label: string };

/** `at most 5 “http” steps at once and 100 in 60 s` */
export const sayLimit = ({ scope, stepsMax, rate, label }: SaidLimit): string => {
  const what = scope === 'organisation' ? 'steps' : describeScope(scope, label);
  if (stepsMax === null) return `at most ${rate?.count} ${what} in ${rate?.seconds} s`;
  return `at most ${stepsMax} ${what} at once${rate === null ? '' : ` and ${rate.count} in ${rate.seconds} s`}`;
};
