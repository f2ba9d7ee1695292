import type { inferRouterOutputs } from '@trpc/server';
import type { AppRouter } from '../../server/router.ts';

type Detail = inferRouterOutputs<AppRouter>['inbox']['get'];

export type ApprovalDetailData = Extract<Detail, { kind: 'approval' }>;
export type WorkItemData = Extract<Detail, { kind: 'work_item' }>;
export type EvidenceStepData = ApprovalDetailData['evidence'][number];
export type EvidenceSourceData = ApprovalDetailData['sources'][number];
