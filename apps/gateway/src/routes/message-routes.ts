import { sendMessage, sendMessageInput, sentMessageSchema } from '@switchyard/application';
import { defineRoute } from './route.ts';

export const sendMessageRoute = defineRoute({
  method: 'post',
  path: '/messages',
  operationId: 'sendMessage',
  summary: 'Tell waiting runs that something happened',
  description:
    'A “receive” step waits for a message by name and key; a callback is a message whose key is the id of the run. What comes before anybody waits is kept, unless `isKept` is false. With an idempotency key (in the body or the header), sending the same request again changes nothing.',
  scopes: ['runs:start'],
  headers: { 'Idempotency-Key': 'At most 200 characters; the same key sends the message once.' },
  body: sendMessageInput,
  status: 202,
  output: sentMessageSchema,
  handle: ({ app, actor, body, header }) => {
    const idempotencyKey = body.idempotencyKey ?? header('idempotency-key');
    return sendMessage(app, actor, { ...body, ...(idempotencyKey === undefined ? {} : { idempotencyKey }) });
  },
});
