import type { FormValue } from '@switchyard/ui';
import type { Outcome } from './use-decision.ts';

/** What somebody has typed into an answer that has not gone through. */
export interface AnswerDraft {
  readonly reason: string;
  readonly form: FormValue;
}

const emptyDraft: AnswerDraft = { reason: '', form: {} };
const draftsMax = 50;
const drafts = new Map<string, AnswerDraft>();
const keyOf = (id: string, outcome: Outcome): string => `${id} ${outcome}`;

/** What was typed for this request before, in this tab: an answer that was refused is not typed twice. */
export const findDraft = (id: string, outcome: Outcome): AnswerDraft => drafts.get(keyOf(id, outcome)) ?? emptyDraft;

export const keepDraft = (id: string, outcome: Outcome, draft: AnswerDraft): void => {
  drafts.set(keyOf(id, outcome), draft);
  const [oldest] = drafts.keys();
  if (drafts.size > draftsMax && oldest !== undefined) drafts.delete(oldest);
};

/** After an answer was accepted. */
export const dropDraft = (id: string, outcome: Outcome): void => {
  drafts.delete(keyOf(id, outcome));
};
