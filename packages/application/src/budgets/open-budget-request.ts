import { rolePermissions } from '@switchyard/access';
import type { Tx } from '@switchyard/db';
import { type ApprovalConfig, approvalConfigSchema, type Failure, roles } from '@switchyard/domain';
import type { App } from '../app.ts';
import { openApproval } from '../approvals/open-approval.ts';
import type { ClaimedStep } from '../runs/claim-step.ts';
import type { CompiledVersion } from '../runs/compiled-version.ts';
import { budgetChoices, budgetChoiceTitles } from './budget-outcomes.ts';
import { sayInstant, sayMoney } from './budget-words.ts';
import type { Shortage } from './shortage.ts';

/** SQL, with $4 the run and $5 the step: whether somebody chose a cheaper answer for it, or for all that wait for its budget. */
export const isStepDowngraded = `EXISTS (
  SELECT 1 FROM approval_request q JOIN budget_period p ON p.id = q.budget_period_id
  LEFT JOIN approval_vote v ON v.approval_id = q.id AND q.status = 'approved'
  WHERE q.run_id = $4 AND q.step_id = $5 AND q.kind = 'budget' AND (p.downgraded_at IS NOT NULL OR v.form->>'choice' = 'downgrade'))`;

const managers = roles.filter((role) => rolePermissions[role].includes('budgets.manage'));

/** More than this at once is a slip of the pen. */
const topUpUsdMax = 1_000_000;

const configOf = (title: string, proposedUsd: number): ApprovalConfig =>
  approvalConfigSchema.parse({
    title,
    stages: [{ name: 'Budget', who: { roles: managers } }],
    allowsChanges: false,
    form: {
      type: 'object',
      required: ['choice'],
      properties: {
        choice: {
          type: 'string',
          title: 'What to do',
          enum: [...budgetChoices],
          enumTitles: budgetChoices.map((choice) => budgetChoiceTitles[choice]),
          description: 'To stop the step instead, reject.',
        },
        amountUsd: {
          type: 'number',
          title: 'Add, in US dollars',
          description: `Left empty: $${proposedUsd}, the most that the step can need.`,
          minimum: 0,
          maximum: topUpUsdMax,
        },
      },
    },
  });

export interface BudgetRequestInput {
  readonly step: ClaimedStep;
  readonly version: CompiledVersion;
  readonly failure: Failure;
  readonly shortage: Shortage;
}

interface Starter {
  readonly started_by_kind: string;
  readonly started_by_id: string | null;
  readonly started_by_label: string;
}

/**
 * Asks those who manage budgets what becomes of a step that a budget does not admit, in the transaction in which it begins to
 * wait. Whoever started the run cannot grant it money.
 */
export const openBudgetRequest = async (tx: Tx, app: App, input: BudgetRequestInput): Promise<void> => {
  const { step, version, failure, shortage } = input;
  const { budget, worstCaseMicroUsd } = shortage;
  const [run] = await tx.query<Starter>(
    'SELECT started_by_kind, started_by_id, started_by_label FROM run WHERE organisation_id = $1 AND id = $2',
    [step.organisationId, step.runId],
  );
  const title = `The budget “${budget.name}” has run out: “${step.name}” waits`;
  await openApproval(tx, {
    organisationId: step.organisationId,
    actor: { kind: 'system', organisationId: step.organisationId, name: 'budgets' },
    at: app.now(),
    runId: step.runId,
    stepId: step.id,
    workflowId: version.workflowId,
    versionId: version.id,
    nodeId: step.nodeId,
    config: configOf(title, worstCaseMicroUsd / 1_000_000),
    title,
    description: failure.message,
    facts: [
      { label: 'Budget', value: budget.name },
      { label: 'Spent', value: `${sayMoney(budget.spentMicroUsd)} of ${sayMoney(budget.capMicroUsd)}` },
      { label: 'The step needs up to', value: sayMoney(worstCaseMicroUsd) },
      {
        label: 'Begins anew',
        value: budget.resetsAt === null ? 'not by itself: it is a budget per run' : sayInstant(budget.resetsAt),
      },
    ],
    requestedBy: run?.started_by_kind === 'user' ? run.started_by_id : null,
    requestedByKeyId: run?.started_by_kind === 'api_key' ? run.started_by_id : null,
    requestedByLabel: run?.started_by_label ?? '',
    publishedById: null,
    deadlineAt: null,
    budget: { periodId: budget.periodId, worstCaseMicroUsd },
  });
};
