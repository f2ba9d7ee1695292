import type { Actor } from '@switchyard/domain';
import { z } from 'zod';
import { authorise } from '../access/authorise.ts';
import type { App } from '../app.ts';
import { inTransaction, tenant } from '../change.ts';
import { forgetAnswers } from './forget-answers.ts';

export const clearedAnswersSchema = z.object({ answers: z.int() });

/** Forgets every answer that the organisation keeps to be given again. */
export const clearAnswers = (app: App, actor: Actor): Promise<z.infer<typeof clearedAnswersSchema>> => {
  authorise(actor, 'suppliers.manage');
  return inTransaction(app, tenant(actor), async (tx) => ({
    answers: await forgetAnswers(app, tx, actor, { of: 'everything' }),
  }));
};
