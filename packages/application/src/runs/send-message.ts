import { newId } from '@switchyard/db';
import { type Actor, isDomainError, jsonValueSchema, messageNameSchema } from '@switchyard/domain';
import { z } from 'zod';
import { authorise } from '../access/authorise.ts';
import type { App } from '../app.ts';
import { appendAudit } from '../audit/append-audit.ts';
import { inTransaction, tenant } from '../change.ts';
import { packLarge } from '../payloads/pack-large.ts';

export const sendMessageInput = z.object({
  name: messageNameSchema,
  /** Whom it is for: the key a step waits with. A step that names none waits with the id of its run. */
  key: z.string().min(1).max(400),
  payload: jsonValueSchema.default(null),
  to: z.enum(['one', 'all']).default('one'),
  /** Whether a message nobody waits for yet is kept until somebody does. */
  isKept: z.boolean().default(true),
  /** The same key sends the same message once, however often it is sent. */
  idempotencyKey: z.string().min(1).max(200).optional(),
});

export const sentMessageSchema = z.object({
  messageId: z.uuid(),
  /** True when the idempotency key had already sent this message. */
  isDuplicate: z.boolean(),
});
export type SentMessage = z.infer<typeof sentMessageSchema>;

/** Tells runs that something happened outside: recorded at once, given to whoever waits for it right after. */
export const sendMessage = async (
  app: App,
  actor: Actor,
  raw: z.input<typeof sendMessageInput>,
): Promise<SentMessage> => {
  authorise(actor, 'runs.start');
  const input = sendMessageInput.parse(raw);
  // Before the transaction: storing a large payload may take its time.
  await packLarge(app, tenant(actor), [input.payload]);
  try {
    return await inTransaction(app, tenant(actor), async (tx, after) => {
      const messageId = newId();
      const use = { ...tenant(actor), run: { tx, id: messageId } };
      const formOf = await packLarge(app, use, [input.payload]);
      await tx.execute(
        `INSERT INTO message (id, organisation_id, name, key, payload, "to", is_kept, sent_by_label, idempotency_key, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
        [
          messageId,
          actor.organisationId,
          input.name,
          input.key,
          JSON.stringify(formOf(input.payload)),
          input.to,
          input.isKept,
          actor.name,
          input.idempotencyKey ?? null,
          app.now(),
        ],
      );
      await appendAudit(tx, actor, app.now(), {
        type: 'message.sent',
        target: { id: messageId, label: input.name },
        payload: { key: input.key, to: input.to, isKept: input.isKept },
      });
      after.follow({ kind: 'messages', organisationId: actor.organisationId, messageId });
      return { messageId, isDuplicate: false };
    });
  } catch (thrown) {
    // Two senders with one key: the database let one through, the other answers with that message.
    const existing =
      isDomainError(thrown) && thrown.code === 'conflict' && (await findByKey(app, actor, input.idempotencyKey));
    if (existing) return existing;
    throw thrown;
  }
};

const findByKey = async (app: App, actor: Actor, key: string | undefined): Promise<SentMessage | undefined> => {
  if (key === undefined) return undefined;
  const [row] = await app.db.transaction(tenant(actor), (tx) =>
    tx.query<{ id: string }>('SELECT id FROM message WHERE organisation_id = $1 AND idempotency_key = $2', [
      actor.organisationId,
      key,
    ]),
  );
  return row && { messageId: row.id, isDuplicate: true };
};
