import { percent } from './percent.ts';
import type { RoutingPolicy } from './routing-policy.ts';

const sayQuality = ({ quality }: RoutingPolicy): string =>
  quality.kind === 'task'
    ? 'each task’s own target'
    : `${percent(quality.share)} of what ${quality.reference} achieves on the same cases`;

const sayPlaces = ({ residencies }: RoutingPolicy): string =>
  residencies.length === 0 ? 'anywhere' : residencies.join(', ');

const sayLimit = (limit: number | null, unit: (value: number) => string): string =>
  limit === null ? 'no limit' : unit(limit);

const sayCache = ({ cache }: RoutingPolicy): string => {
  if (cache === null) return 'is always asked anew';
  const varied = cache.allowsVaried ? ', also where answers may vary' : '';
  return `may get the answer from before for ${cache.lifetimeS} s${varied}`;
};

const sayHedge = ({ hedge }: RoutingPolicy): string => {
  if (hedge === null) return 'is waited for';
  const when = hedge.after === 'ms' ? `${hedge.ms} ms` : 'the time in which 95 % of its answers came';
  return `gets a second one beside it after ${when}`;
};

/** One entry per rule: what it is called and how its value reads. */
const phrases: readonly (readonly [subject: string, say: (policy: RoutingPolicy) => string])[] = [
  ['What a candidate must show', sayQuality],
  ['How sure that must be', ({ confidence }) => percent(confidence)],
  [
    'A candidate with too little evidence',
    ({ allowsUnprovenBehindChecks }) =>
      allowsUnprovenBehindChecks ? 'may be tried where checks catch failures' : 'is never tried',
  ],
  [
    'Plans learned from past outcomes',
    ({ allowsLearnedPlans }) => (allowsLearnedPlans ? 'are followed' : 'are not used'),
  ],
  ['Data may be processed in', sayPlaces],
  ['Slowest 5 % of answers', ({ latencyP95MsMax }) => sayLimit(latencyP95MsMax, (ms) => `at most ${ms} ms`)],
  ['Share of calls that fail', ({ errorRateMax }) => sayLimit(errorRateMax, (share) => `at most ${percent(share)}`)],
  ['A price counts as a slip', ({ priceFactorMax }) => `more than ${priceFactorMax} times below the list`],
  ['Tries with the failure as feedback', ({ feedbackRetries }) => String(feedbackRetries)],
  ['Tries after a passing failure', ({ transientRetries }) => String(transientRetries)],
  [
    'A supplier whose limit of calls is reached',
    ({ waitsAtSupplyLimit }) => (waitsAtSupplyLimit ? 'is waited for' : 'is passed over'),
  ],
  ['Longest pause inside a step', ({ pauseMsMax }) => `${pauseMsMax / 1000} s`],
  [
    'Rules after these may be published',
    ({ worseMax }) =>
      worseMax === null
        ? 'whatever they do to answers'
        : `where they are shown to be worse by at most ${percent(worseMax)}`,
  ],
  ['Longest time for a step or call', ({ workMsMax }) => sayLimit(workMsMax, (ms) => `${ms} ms`)],
  ['Exactly the same input', sayCache],
  ['A candidate that is slow to answer', sayHedge],
];

/** The rules as sentences, in a fixed order. */
export const describePolicy = (policy: RoutingPolicy): string[] =>
  phrases.map(([subject, say]) => `${subject}: ${say(policy)}.`);

/** What changes from one to the other, one sentence per rule; empty when they say the same. */
export const comparePolicies = (before: RoutingPolicy, after: RoutingPolicy): string[] =>
  phrases.flatMap(([subject, say]) => {
    const [old, now] = [say(before), say(after)];
    return old === now ? [] : [`${subject}: ${now}; until now ${old}.`];
  });
