export {
  type CompleteWorkItemInput,
  completedWorkItemSchema,
  completeWorkItem,
  completeWorkItemInput,
} from './complete-work-item.ts';
export { countInbox, type InboxCount, inboxCountSchema } from './count-inbox.ts';
export { decideApproval } from './decide-approval.ts';
export {
  type DecideApprovalInput,
  type DecidedApproval,
  decideApprovalInput,
  decidedApprovalSchema,
} from './decision.ts';
export { type ExpireApprovalInput, expireApproval } from './expire-approval.ts';
export { getInboxItem, getInboxItemInput } from './get-inbox-item.ts';
export {
  type ApprovalItem,
  type EvidenceReceipt,
  type EvidenceSource,
  type EvidenceStep,
  type InboxItem,
  inboxItemSchema,
  type WorkItem,
} from './inbox-item-schema.ts';
export { inboxFilters } from './inbox-statements.ts';
export {
  type InboxEntry,
  type InboxPage,
  inboxPageSchema,
  listInbox,
  listInboxInput,
} from './list-inbox.ts';
export {
  listPendingApprovals,
  listPendingApprovalsInput,
  pendingApprovalPageSchema,
} from './list-pending-approvals.ts';
export { type OpenApprovalInput, type OpenedApproval, openApproval } from './open-approval.ts';
export { type OpenWorkItemInput, openWorkItem, type WorkItemSuggestion } from './open-work-item.ts';
export { type WithdrawInput, withdrawApprovals } from './withdraw-approvals.ts';
