import { createHmac } from 'node:crypto';
import { Agent, request } from 'node:http';
import { type StartedRun, startedRunSchema } from '@switchyard/application';
import type { Webhook } from './workflows.ts';

const agent = new Agent({ keepAlive: true, maxSockets: 64 });

const post = (url: string, headers: Record<string, string>, body: string): Promise<{ status: number; text: string }> =>
  new Promise((resolve, reject) => {
    const call = request(url, { method: 'POST', agent, headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.once('error', reject);
      response.once('end', () =>
        resolve({ status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString('utf8') }),
      );
    });
    call.once('error', reject);
    call.end(body);
  });

let delivery = 0;

/** A signed call like a customer's system sends it, with a delivery id of its own. Throws unless a run was started. */
export const callWebhook = async ({ url, secret }: Webhook, input: object): Promise<StartedRun> => {
  const body = JSON.stringify(input);
  const seconds = Math.floor(Date.now() / 1000);
  delivery += 1;
  const mac = createHmac('sha256', secret).update(`${seconds}.${delivery}.${body}`).digest('hex');
  const headers = {
    'content-type': 'application/json',
    'content-length': String(Buffer.byteLength(body)),
    'x-switchyard-delivery': String(delivery),
    'x-switchyard-signature': `t=${seconds},v1=${mac}`,
  };
  const { status, text } = await post(url, headers, body);
  if (status !== 202) throw new Error(`The webhook answered ${status}: ${text}`);
  return startedRunSchema.parse(JSON.parse(text));
};
