import { type FieldTally, receiptFieldNames } from './field-accuracy.ts';
import type { BatchCounts } from './summarise-runs.ts';

const percent = (part: number, whole: number): string => (whole === 0 ? '–' : `${((100 * part) / whole).toFixed(1)} %`);
const dollars = (microUsd: number): string => `$${(microUsd / 1_000_000).toFixed(4)}`;

/** The counts of a batch as lines for a person. */
export const reportCounts = (counts: BatchCounts): string[] => [
  `  Runs                 ${counts.runs}`,
  `  Straight through     ${counts.straightThrough} (${percent(counts.straightThrough, counts.runs)})`,
  `  Approvals opened     ${counts.approvalsOpened}`,
  `  Handed to a person   ${counts.workItemsOpened}`,
  `  Failed               ${counts.failed}`,
  `  Stuck                ${counts.stuck}`,
  '',
  '  Supplier                        attempts  accepted        cost',
  ...Object.entries(counts.bySupplier)
    .sort()
    .map(
      ([ref, { attempts, accepted, costMicroUsd }]) =>
        `  ${ref.padEnd(30)} ${String(attempts).padStart(9)} ${String(accepted).padStart(9)} ${dollars(costMicroUsd).padStart(11)}`,
    ),
];

/** Field accuracy per answerer as lines for a person. */
export const reportFields = (tallies: Readonly<Record<string, FieldTally>>): string[] => [
  '  Right fields                     answers  company     date  address    total',
  ...Object.entries(tallies).map(
    ([ref, { answers, right }]) =>
      `  ${ref.padEnd(30)} ${String(answers).padStart(9)} ${receiptFieldNames
        .map((name) => percent(right[name], answers).padStart(8))
        .join(' ')}`,
  ),
];
