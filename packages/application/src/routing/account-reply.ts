import type { TaskSpec } from '@switchyard/domain';
import type { AccountedReply, ReportedReply, RoutableModel } from '@switchyard/routing';
import { judgeUsage } from '../calls/judge-usage.ts';
import type { RegisteredSupplier } from './load-routing.ts';
import { priceOfAnswer } from './price-of-answer.ts';

export interface AskedModel {
  readonly supplier: RegisteredSupplier;
  readonly model: RoutableModel;
  readonly task: Pick<TaskSpec, 'maxOutputTokens'>;
  /** As counted before the call. */
  readonly inputTokens: number;
  readonly at: Date;
}

/**
 * What a reply to a task is accounted with, by the same rules as a call through the gateway: its report where that is believable, else
 * what was counted, at the price of the model that answered.
 */
export const accountReply = async (
  { supplier, model, task, inputTokens, at }: AskedModel,
  { usage: reported, written, answeredByModel }: ReportedReply,
): Promise<AccountedReply> => {
  const { usage, doubt } = await judgeUsage({
    reported,
    countAsked: () => Promise.resolve(inputTokens),
    written: () => written,
    askedTokens: inputTokens,
    writtenChars: written.trim().length,
    cut: null,
    inputTokensMax: model.contextTokens,
    outputTokensMax: task.maxOutputTokens,
  });
  const priced = priceOfAnswer(supplier, model, answeredByModel, at);
  const doubts = [doubt, priced.doubt].filter((each) => each !== null);
  return { usage, price: priced.price, doubts };
};
