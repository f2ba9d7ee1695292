import { analysisRouter } from './routers/analysis.ts';
import { apiKeysRouter } from './routers/api-keys.ts';
import { attentionRouter } from './routers/attention.ts';
import { auditRouter } from './routers/audit.ts';
import { budgetsRouter } from './routers/budgets.ts';
import { bulkRouter } from './routers/bulk.ts';
import { calendarsRouter } from './routers/calendars.ts';
import { classifiersRouter } from './routers/classifiers.ts';
import { evalsRouter } from './routers/evals.ts';
import { homeRouter } from './routers/home.ts';
import { inboxRouter } from './routers/inbox.ts';
import { limitsRouter } from './routers/limits.ts';
import { peopleRouter } from './routers/people.ts';
import { policiesRouter } from './routers/policies.ts';
import { receiptsRouter } from './routers/receipts.ts';
import { runMigrationsRouter } from './routers/run-migrations.ts';
import { runsRouter } from './routers/runs.ts';
import { secretsRouter } from './routers/secrets.ts';
import { sessionsRouter } from './routers/sessions.ts';
import { settingsRouter } from './routers/settings.ts';
import { setupRouter } from './routers/setup.ts';
import { sourcesRouter } from './routers/sources.ts';
import { suppliersRouter } from './routers/suppliers.ts';
import { tasksRouter } from './routers/tasks.ts';
import { toolServersRouter } from './routers/tool-servers.ts';
import { workflowsRouter } from './routers/workflows.ts';
import { router } from './trpc.ts';

/** A list, not logic: one line per router. */
export const appRouter = router({
  analysis: analysisRouter,
  apiKeys: apiKeysRouter,
  attention: attentionRouter,
  audit: auditRouter,
  budgets: budgetsRouter,
  bulk: bulkRouter,
  calendars: calendarsRouter,
  classifiers: classifiersRouter,
  evals: evalsRouter,
  limits: limitsRouter,
  home: homeRouter,
  inbox: inboxRouter,
  people: peopleRouter,
  policies: policiesRouter,
  receipts: receiptsRouter,
  runMigrations: runMigrationsRouter,
  runs: runsRouter,
  secrets: secretsRouter,
  sessions: sessionsRouter,
  settings: settingsRouter,
  setup: setupRouter,
  sources: sourcesRouter,
  suppliers: suppliersRouter,
  tasks: tasksRouter,
  toolServers: toolServersRouter,
  workflows: workflowsRouter,
});
export type AppRouter = typeof appRouter;
