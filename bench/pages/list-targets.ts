import type { BenchInstallation } from '../installation/open-installation.ts';

export interface Target {
  readonly name: string;
  /** Mail address of the person of the demo who looks at it. */
  readonly as: string;
  readonly path: string;
  /** The builder brings its canvas; everything else stays under the weight. */
  readonly isHeavy?: boolean;
}

const [owner, approver, mapper, operator, auditor, admin] = [
  'olivia@demo.local',
  'ben@demo.local',
  'petra@demo.local',
  'omar@demo.local',
  'ursula@demo.local',
  'adam@demo.local',
];

interface Examples {
  readonly approval: string;
  readonly run: string;
}

const findExamples = async ({ app, organisationId }: BenchInstallation): Promise<Examples> => {
  const [row] = await app.db.transaction({ organisationId }, (tx) =>
    tx.query<Examples>(
      `SELECT (SELECT id FROM approval_request WHERE status = 'pending' ORDER BY id LIMIT 1) AS approval,
              (SELECT id FROM run WHERE status = 'completed' ORDER BY id DESC OFFSET 100 LIMIT 1) AS run`,
    ),
  );
  if (!row) throw new Error('The database was not filled.');
  return row;
};

const pages = ({ approval, run }: Examples): Target[] => [
  { name: 'Home', as: owner, path: '/' },
  { name: 'Inbox', as: approver, path: '/inbox' },
  { name: 'An inbox item', as: approver, path: `/inbox/${approval}` },
  { name: 'Workflows', as: mapper, path: '/workflows' },
  { name: 'Builder', as: mapper, path: '/workflows/invoice-approval', isHeavy: true },
  { name: 'Runs', as: operator, path: '/runs' },
  { name: 'A run', as: operator, path: `/runs/${run}` },
  { name: 'Sources', as: mapper, path: '/sources' },
  { name: 'Tasks', as: mapper, path: '/tasks' },
  { name: 'Spend', as: admin, path: '/spend' },
  { name: 'Suppliers', as: admin, path: '/suppliers' },
  { name: 'Audit', as: auditor, path: '/audit' },
  { name: 'Audit, searched', as: auditor, path: '/audit?text=omar' },
  { name: 'People', as: admin, path: '/people' },
  { name: 'Settings', as: admin, path: '/settings' },
];

const query = (name: string, as: string, input?: object): Target => ({
  name: `tRPC ${name}${input === undefined ? '' : ` ${JSON.stringify(input)}`}`,
  as,
  path: `/api/trpc/${name}${input === undefined ? '' : `?input=${encodeURIComponent(JSON.stringify(input))}`}`,
});

const queries = ({ approval, run }: Examples): Target[] => [
  query('home.get', owner),
  query('inbox.count', approver),
  query('inbox.list', approver, { filter: 'mine' }),
  query('inbox.list', approver, { filter: 'all' }),
  query('inbox.get', approver, { id: approval }),
  query('workflows.list', mapper, {}),
  query('workflows.get', mapper, { slug: 'invoice-approval' }),
  query('runs.list', operator, {}),
  query('runs.list', operator, { status: 'failed' }),
  query('runs.list', operator, { workflowSlug: 'invoice-approval', status: 'waiting' }),
  query('runs.get', operator, { runId: run }),
  query('sources.list', mapper, {}),
  query('tasks.list', mapper, {}),
  query('receipts.list', admin, {}),
  query('receipts.spend', admin, {}),
  query('suppliers.list', admin),
  query('audit.list', auditor, {}),
  query('audit.list', auditor, { text: 'omar' }),
  query('audit.list', auditor, { text: 'zebra' }),
  query('audit.list', auditor, { type: 'approval' }),
  query('audit.facets', auditor),
  query('audit.status', auditor),
];

/** Main pages and the queries behind them, each as somebody who has business there. */
export const listTargets = async (installation: BenchInstallation): Promise<Target[]> => {
  const examples = await findExamples(installation);
  return [...pages(examples), ...queries(examples)];
};
