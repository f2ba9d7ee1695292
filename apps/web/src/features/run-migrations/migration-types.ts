import type { inferRouterInputs, inferRouterOutputs } from '@trpc/server';
import type { AppRouter } from '../../server/router.ts';

export type Migration = inferRouterOutputs<AppRouter>['runMigrations']['plan'];
export type MigratedRun = inferRouterOutputs<AppRouter>['runMigrations']['get']['runs'][number];
export type Verdict = keyof Migration['verdicts'];
export type Outcome = keyof Migration['outcomes'];
export type Comparison = inferRouterOutputs<AppRouter>['workflows']['compare'];

type PlanInput = inferRouterInputs<AppRouter>['runMigrations']['plan'];
export type Mapping = NonNullable<Extract<PlanInput, { toVersion: number }>['mapping']>;
