import { toPlace } from '@switchyard/domain';
import { defaultRoutingPolicy, type RoutingPolicy } from './routing-policy.ts';

/** Published rules from the widest scope to the narrowest: organisation, workflow, task. Null where a scope has none. */
export interface PolicyLevels {
  readonly organisation: RoutingPolicy | null;
  readonly workflow: RoutingPolicy | null;
  readonly task: RoutingPolicy | null;
}

/** Matches no supplier: what is left when two scopes allow nothing in common. */
const nowhere = 'nowhere';

const narrow = (allowed: readonly string[], level: RoutingPolicy): readonly string[] => {
  if (level.residencies.length === 0) return allowed;
  if (allowed.length === 0) return level.residencies;
  const own = new Set(level.residencies.map(toPlace));
  const common = allowed.filter((place) => own.has(toPlace(place)));
  return common.length > 0 ? common : [nowhere];
};

/**
 * The rules that hold for a task of a workflow: those of the narrowest scope that has any. Where data may go is a floor, so
 * there every scope narrows and none widens what a wider one allows.
 */
export const resolvePolicy = ({ organisation, workflow, task }: PolicyLevels): RoutingPolicy => {
  const levels = [organisation, workflow, task].filter((level) => level !== null);
  const narrowest = levels.at(-1) ?? defaultRoutingPolicy;
  return { ...narrowest, residencies: [...levels.reduce<readonly string[]>(narrow, [])] };
};
