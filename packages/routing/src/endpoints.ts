import {
  type Candidate,
  type CandidateEndpoint,
  mainEndpoint,
  type RoutingDecision,
  toPlace,
} from '@switchyard/domain';
import { type CircuitState, isCircuitOpen } from './circuit-breaker.ts';
import type { RoutableEndpoint, RoutableSupplier } from './routable-supplier.ts';
import type { RoutingPolicy } from './routing-policy.ts';

/** Names the circuit of a candidate at one of its supplier's endpoints; that of the supplier's own is the candidate's. */
export const circuitKeyOf = (ref: string, endpoint: string | undefined): string =>
  endpoint === undefined || endpoint === mainEndpoint ? ref : `${ref} @${endpoint}`;

/** Whether data may be processed there. */
export const isPlaceAllowed = ({ residencies }: Pick<RoutingPolicy, 'residencies'>, residency: string): boolean => {
  if (residencies.length === 0) return true;
  const place = toPlace(residency);
  return residencies.some((allowed) => toPlace(allowed) === place);
};

/** Endpoints that stand on the floor of residency and are switched on; undefined for a supplier with just one. */
export const allowedEndpoints = (
  policy: Pick<RoutingPolicy, 'residencies'>,
  { endpoints }: RoutableSupplier,
): readonly RoutableEndpoint[] | undefined =>
  endpoints?.filter(({ isEnabled, residency }) => isEnabled && isPlaceAllowed(policy, residency));

/** Those of `endpoints` with a key that are not resting, as a candidate names them: in the order of places, then of labels. */
export const awakeEndpoints = (
  endpoints: readonly RoutableEndpoint[],
  ref: string,
  health: Readonly<Record<string, CircuitState>>,
  now: number,
): CandidateEndpoint[] =>
  endpoints
    .filter(({ hasKey, label }) => {
      const circuit = health[circuitKeyOf(ref, label)];
      return hasKey && !(circuit && isCircuitOpen(circuit, now));
    })
    .map(({ label, place, weight }) => ({ label, place, weight }))
    .sort((left, right) => left.place - right.place || (left.label < right.label ? -1 : 1));

/** Which of a place's endpoints begins, by weight; the others follow in their order. */
const startWith = (group: readonly CandidateEndpoint[], random: number): CandidateEndpoint[] => {
  let left = random * group.reduce((sum, { weight }) => sum + weight, 0);
  const at = group.findIndex(({ weight }) => {
    left -= weight;
    return left < 0;
  });
  const first = Math.max(0, at);
  return [...group.slice(first), ...group.slice(0, first)];
};

/**
 * The order in which a candidate's endpoints are asked: the lowest place first, among those of one place the beginning by weight.
 * @param random in [0, 1)
 */
export const drawEndpoints = (endpoints: readonly CandidateEndpoint[], random: number): CandidateEndpoint[] => {
  const places = [...new Set(endpoints.map(({ place }) => place))].sort((left, right) => left - right);
  return places.flatMap((place) =>
    startWith(
      endpoints.filter((endpoint) => endpoint.place === place),
      random,
    ),
  );
};

/** A decision whose candidates, and members of its plan, name their endpoints in the order in which they are asked. */
export const drawDecision = (decision: RoutingDecision, random: number): RoutingDecision => {
  const draw = (candidate: Candidate): Candidate =>
    candidate.endpoints ? { ...candidate, endpoints: drawEndpoints(candidate.endpoints, random) } : candidate;
  const { candidates, plan } = decision;
  const hasSeveral = ({ endpoints }: Candidate): boolean => endpoints !== undefined;
  if (!candidates.some(hasSeveral) && !plan?.members.some(hasSeveral)) return decision;
  const drawn = { ...decision, candidates: candidates.map(draw) };
  return plan ? { ...drawn, plan: { ...plan, members: plan.members.map(draw) } } : drawn;
};
