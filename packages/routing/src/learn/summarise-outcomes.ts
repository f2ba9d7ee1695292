import type { GradedOutcomes } from '../evidence.ts';
import { countPair, noPairs } from '../paired-bound.ts';
import { type OutcomeTable, readOutcomes } from './outcome-table.ts';

/**
 * Evidence per candidate from past outcomes: graded cases, pairs with the reference, mean cost and length of an answer.
 * Graded scores count in parts; `graded` and `succeeded` are rounded to whole cases.
 */
export const summariseOutcomes = (outcomes: OutcomeTable, reference: string): Record<string, GradedOutcomes> => {
  const table = readOutcomes(outcomes);
  const refs = [...new Set(table.flatMap(({ results }) => Object.keys(results)))].sort();
  return Object.fromEntries(
    refs.map((ref) => {
      const own = table.flatMap(({ results }) => results[ref] ?? []);
      const both = table.flatMap(({ results }) => {
        const candidate = results[ref];
        const other = results[reference];
        return candidate && other ? [{ candidate, other }] : [];
      });
      const lengths = own.flatMap(({ outputTokens }) => outputTokens ?? []);
      const summary = {
        graded: own.length,
        succeeded: Math.round(own.reduce((sum, { score }) => sum + score, 0)),
        pairs: both.reduce((sum, { candidate, other }) => countPair(sum, candidate.score, other.score), noPairs),
        meanCostMicroUsd: own.reduce((sum, { cost }) => sum + cost, 0) / own.length,
        ...(lengths.length > 0
          ? { meanOutputTokens: Math.ceil(lengths.reduce((sum, length) => sum + length, 0) / lengths.length) }
          : {}),
      };
      return [ref, summary];
    }),
  );
};
