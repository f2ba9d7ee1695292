import { z } from 'zod';
import { approvalStatuses, runStatuses, stepStatuses } from './statuses.ts';

export const runStatusSchema = z.enum(runStatuses);
export const stepStatusSchema = z.enum(stepStatuses);
export const approvalStatusSchema = z.enum(approvalStatuses);

export const voteOutcomeSchema = z.enum(['approved', 'rejected', 'changes']);
export type VoteOutcome = z.infer<typeof voteOutcomeSchema>;
