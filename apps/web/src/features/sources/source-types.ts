import type { inferRouterInputs, inferRouterOutputs } from '@trpc/server';
import type { AppRouter } from '../../server/router.ts';

type Outputs = inferRouterOutputs<AppRouter>['sources'];

export type SourceSummaryData = Outputs['list']['items'][number];
export type SourceDetailData = Outputs['get'];
export type SourceOwners = Outputs['owners'];
export type RegisterInput = inferRouterInputs<AppRouter>['sources']['register'];
