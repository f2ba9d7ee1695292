import type { Tx } from '@switchyard/db';
import type { OrganisationId } from '@switchyard/domain';
import type { Evidence, GradedOutcomes, OutcomeTable } from '@switchyard/routing';

/** One candidate's answer to one case, judged. */
export interface CaseOutcome {
  readonly organisationId: OrganisationId;
  readonly taskId: string;
  /** The same for every candidate that answered the same case. */
  readonly caseKey: string;
  readonly candidateRef: string;
  /** 0 to 1. */
  readonly score: number;
  readonly costMicroUsd: number;
  readonly outputTokens: number | null;
  /** Hash of the normalised answer, to see whether two agree; null where answers cannot be compared. */
  readonly answerDigest: string | null;
  readonly segment: string | null;
  /** The input as text; only its beginning is kept, to learn words from. */
  readonly text: string | null;
  readonly at: Date;
}

const textLengthMax = 4000;

/** Keeps what a candidate made of a case, for comparisons on the same cases and for learning. Judged again, the last judgement counts. */
export const recordCaseOutcome = async (tx: Tx, outcome: CaseOutcome): Promise<void> => {
  const { organisationId, taskId, caseKey } = outcome;
  await tx.execute(
    `INSERT INTO graded_case (organisation_id, task_id, case_key, segment, text) VALUES ($1, $2, $3, $4, $5)
     ON CONFLICT (task_id, case_key) DO NOTHING`,
    [organisationId, taskId, caseKey, outcome.segment, outcome.text?.slice(0, textLengthMax) ?? null],
  );
  await tx.execute(
    `INSERT INTO case_outcome AS c (organisation_id, task_id, case_key, candidate_ref, score, cost_micro_usd, output_tokens,
                                    answer_digest, graded_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
     ON CONFLICT (task_id, case_key, candidate_ref) DO UPDATE
     SET score = $5, cost_micro_usd = $6, output_tokens = $7, answer_digest = $8, graded_at = $9`,
    [
      organisationId,
      taskId,
      caseKey,
      outcome.candidateRef,
      outcome.score,
      outcome.costMicroUsd,
      outcome.outputTokens,
      outcome.answerDigest,
      outcome.at,
    ],
  );
};

interface PairRow {
  readonly segment: string | null;
  readonly is_segment: boolean;
  readonly candidate_ref: string;
  readonly graded: number;
  readonly succeeded: number;
  readonly pairs: number;
  readonly both: number;
  readonly only_candidate: number;
  readonly only_reference: number;
  readonly neither: number;
}

const toGraded = (row: PairRow): GradedOutcomes => ({
  graded: row.graded,
  succeeded: Math.min(row.graded, Math.round(row.succeeded)),
  ...(row.pairs === 0
    ? {}
    : {
        pairs: {
          both: row.both,
          onlyCandidate: row.only_candidate,
          onlyReference: row.only_reference,
          neither: row.neither,
        },
      }),
});

/**
 * Adds to the evidence of a task what its graded cases say: pairs with the reference on the same cases, and the same per segment.
 * Without a reference there are no pairs.
 */
export const withCaseOutcomes = async (
  tx: Tx,
  organisationId: OrganisationId,
  taskId: string,
  reference: string | null,
  evidence: Evidence,
): Promise<Evidence> => {
  const rows = await tx.query<PairRow>(
    `SELECT g.segment, GROUPING(g.segment) = 0 AS is_segment, c.candidate_ref, count(*)::int AS graded, sum(c.score) AS succeeded,
            count(r.score)::int AS pairs,
            coalesce(sum(c.score * r.score), 0) AS both,
            coalesce(sum(c.score * (1 - r.score)), 0) AS only_candidate,
            coalesce(sum((1 - c.score) * r.score), 0) AS only_reference,
            coalesce(sum((1 - c.score) * (1 - r.score)), 0) AS neither
     FROM case_outcome c
     JOIN graded_case g ON g.task_id = c.task_id AND g.case_key = c.case_key
     LEFT JOIN case_outcome r ON r.task_id = c.task_id AND r.case_key = c.case_key AND r.candidate_ref = $3
     WHERE c.organisation_id = $1 AND c.task_id = $2
     GROUP BY GROUPING SETS ((c.candidate_ref), (g.segment, c.candidate_ref))`,
    [organisationId, taskId, reference ?? ''],
  );
  const outcomes = { ...evidence.outcomes };
  const segments: Record<string, Record<string, GradedOutcomes>> = {};
  for (const row of rows) {
    const graded = toGraded(row);
    if (!row.is_segment) {
      const { pairs } = graded;
      outcomes[row.candidate_ref] = { ...(outcomes[row.candidate_ref] ?? graded), ...(pairs ? { pairs } : {}) };
      continue;
    }
    if (row.segment === null) continue;
    segments[row.segment] = { ...segments[row.segment], [row.candidate_ref]: graded };
  }
  return { ...evidence, outcomes, segments };
};

interface CaseRow {
  readonly case_key: string;
  readonly segment: string | null;
  readonly text: string | null;
  readonly results: readonly {
    readonly ref: string;
    readonly score: number;
    readonly cost: number;
    readonly output_tokens: number | null;
    readonly answer: string | null;
  }[];
}

/** The newest graded cases of a task as the table that routing learns from. */
export const loadOutcomeTable = async (
  tx: Tx,
  organisationId: OrganisationId,
  taskId: string,
  casesMax: number,
): Promise<OutcomeTable> => {
  const rows = await tx.query<CaseRow>(
    `SELECT c.case_key, g.segment, g.text, jsonb_agg(jsonb_build_object('ref', c.candidate_ref, 'score', c.score,
              'cost', c.cost_micro_usd, 'output_tokens', c.output_tokens, 'answer', c.answer_digest)) AS results
     FROM case_outcome c JOIN graded_case g ON g.task_id = c.task_id AND g.case_key = c.case_key
     WHERE c.organisation_id = $1 AND c.task_id = $2
     GROUP BY c.case_key, g.segment, g.text ORDER BY max(c.graded_at) DESC, c.case_key LIMIT $3`,
    [organisationId, taskId, casesMax],
  );
  return rows.map(({ case_key, segment, text, results }) => ({
    id: case_key,
    category: segment,
    text,
    results: Object.fromEntries(
      results.map(({ ref, score, cost, output_tokens, answer }) => [
        ref,
        {
          score,
          cost,
          ...(output_tokens === null ? {} : { outputTokens: output_tokens }),
          ...(answer === null ? {} : { answer }),
        },
      ]),
    ),
  }));
};
