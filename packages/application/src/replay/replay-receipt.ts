import type { Tx } from '@switchyard/db';
import {
  type Actor,
  DomainError,
  dataClassSchema,
  type OrganisationId,
  type ReceiptId,
  type RoutingDecision,
  receiptIdSchema,
  routingDecisionSchema,
} from '@switchyard/domain';
import { compareDecisions, describePolicy } from '@switchyard/routing';
import { z } from 'zod';
import { authorise } from '../access/authorise.ts';
import type { App } from '../app.ts';
import { tenant } from '../change.ts';
import { type ReceiptRow, receiptColumns, receiptTables, toReceiptDetail } from '../receipts/receipt-row.ts';
import { type DecisionBasis, decideFrom } from './decision-basis.ts';
import { type Kept, loadBases } from './load-bases.ts';
import type { StoredBasis } from './pack-basis.ts';
import type { RestoredGround } from './restore-basis.ts';

export const replayReceiptInput = z.object({ receiptId: receiptIdSchema });

/** What the decision was made from, for people to read. */
const groundViewSchema = z.object({
  digest: z.string(),
  /** The rules that held, in sentences. */
  rules: z.array(z.string()),
  inputTokens: z.int(),
  segment: z.string().nullable(),
  dataClass: dataClassSchema,
  required: z.array(z.string()),
  suppliers: z.int(),
  /** Versions of the prices that were in force. */
  prices: z.array(z.string()),
  /** Candidates with graded outcomes, and how many of those in all. */
  graded: z.object({ candidates: z.int(), outcomes: z.int() }),
  /** Candidates that were resting after failures. */
  resting: z.array(z.string()),
  routerVersion: z.string().nullable(),
  pinnedRef: z.string().nullable(),
  onlyRef: z.string().nullable(),
  isDowngraded: z.boolean(),
});

export const receiptReplaySchema = z.object({
  /** `not_kept`: made before snapshots were. `damaged`: what was kept is not what was written, or is gone. */
  finding: z.enum(['same', 'different', 'not_kept', 'damaged']),
  sentence: z.string(),
  /** In what the answer differs, one sentence each. */
  differences: z.array(z.string()),
  /** As it is decided now from what was kept. */
  decision: routingDecisionSchema.nullable(),
  ground: groundViewSchema.nullable(),
});
export type ReceiptReplay = z.infer<typeof receiptReplaySchema>;

interface Row extends ReceiptRow {
  readonly basis: Uint8Array | null;
}

const without = (finding: 'not_kept' | 'damaged', sentence: string): ReceiptReplay => ({
  finding,
  sentence,
  differences: [],
  decision: null,
  ground: null,
});

const viewOf = (digest: string, ground: RestoredGround, stored: StoredBasis): ReceiptReplay['ground'] => {
  const { terms, policy, suppliers, health, outcomes } = ground;
  const versions = suppliers.flatMap(({ models }) =>
    models.flatMap(({ price }) =>
      typeof price === 'object' && price !== null && 'version' in price ? [String(price.version)] : [],
    ),
  );
  const graded = Object.values(outcomes).filter((each) => each.graded > 0);
  const { pinnedRef, onlyRef, isDowngraded, dataClass, required, router } = terms;
  return {
    digest,
    rules: describePolicy(policy),
    ...{ inputTokens: stored.inputTokens, segment: stored.segment, dataClass, required },
    suppliers: suppliers.length,
    prices: [...new Set(versions)].sort(),
    graded: { candidates: graded.length, outcomes: graded.reduce((sum, each) => sum + each.graded, 0) },
    resting: Object.keys(health).sort(),
    routerVersion: router?.version ?? null,
    ...{ pinnedRef, onlyRef, isDowngraded },
  };
};

const toReplay = (kept: Kept, basis: DecisionBasis, recorded: RoutingDecision): ReceiptReplay => {
  const decision = routingDecisionSchema.parse(decideFrom(basis));
  const differences = compareDecisions(recorded, decision);
  const isSame = differences.length === 0;
  return {
    finding: isSame ? 'same' : 'different',
    sentence: isSame
      ? `From the same facts it comes out the same, to the last number: ${decision.explanation}`
      : 'This release answers differently from the same facts, or the record was changed after it was written.',
    differences,
    decision,
    ground: viewOf(kept.digest, kept.ground, kept.stored),
  };
};

/** What the receipt says was decided; a sentence where that cannot be read. */
const readRecorded = (row: Row): RoutingDecision | string => {
  try {
    return toReceiptDetail(row).receipt.decision;
  } catch (thrown) {
    if (!(thrown instanceof RangeError || thrown instanceof z.core.$ZodError)) throw thrown;
    return 'The record of this receipt cannot be read: it was changed after it was written.';
  }
};

const notKept =
  'This receipt was made before what decisions are made from was kept, so it cannot be decided again. What it says was recorded when it was made.';

/**
 * Makes a receipt's decision again from what was kept with it, and says whether it comes to the same answer and, if not, in what
 * it differs. Nobody is asked and nothing is written. Throws `not_found`.
 */
export const replayReceipt = async (
  app: App,
  actor: Actor,
  raw: z.input<typeof replayReceiptInput>,
): Promise<ReceiptReplay> => {
  authorise(actor, 'receipts.read');
  const { receiptId } = replayReceiptInput.parse(raw);
  const { organisationId } = actor;
  return app.db.transaction(tenant(actor), async (tx) => {
    const row = await findRow(tx, organisationId, receiptId);
    if (!row) throw new DomainError('not_found', 'This receipt does not exist.');
    if (row.basis === null) return without('not_kept', notKept);
    const loaded = (await loadBases(tx, organisationId, [{ id: row.id, basis: row.basis }])).get(row.id) ?? notKept;
    if (typeof loaded === 'string') return without('damaged', loaded);
    const recorded = readRecorded(row);
    if (typeof recorded === 'string') return without('damaged', recorded);
    return toReplay(loaded.kept, loaded.basis, recorded);
  });
};

const findRow = async (tx: Tx, organisationId: OrganisationId, id: ReceiptId): Promise<Row | undefined> => {
  const [row] = await tx.query<Row>(
    `SELECT ${receiptColumns}, r.basis FROM ${receiptTables} WHERE r.organisation_id = $1 AND r.id = $2`,
    [organisationId, id],
  );
  return row;
};
