import type { LimitView } from '@switchyard/application';
import type { NodeKind } from '@switchyard/domain';
import { nodeKindAppearance } from '../graph/node-kind-appearance.ts';

const isKind = (value: string): value is NodeKind => Object.hasOwn(nodeKindAppearance, value);

/** What a limit is of, as people call it. */
export const nameLimit = ({ scope, value, label }: Pick<LimitView, 'scope' | 'value' | 'label'>): string => {
  if (scope === 'organisation') return 'All steps';
  if (scope === 'connection') return `Calls to ${label}`;
  if (scope === 'workflow') return `Steps of ${label}`;
  return `${isKind(value) ? nodeKindAppearance[value].label : value} steps`;
};

const units: Readonly<Record<number, string>> = { 1: 'second', 60: 'minute', 3600: 'hour', 86400: 'day' };

/** `100 a minute` */
export const sayRate = ({ count, seconds }: NonNullable<LimitView['rate']>): string =>
  units[seconds] ? `${count} a ${units[seconds]}` : `${count} in ${seconds} s`;
