import { Agent, request as send } from 'node:http';
import { keepInFlight } from '../measure/in-flight.ts';

export interface Target {
  readonly name: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

const agent = new Agent({ keepAlive: true, maxSockets: 64 });

const call = ({ name, url, headers, body }: Target): Promise<void> =>
  new Promise((resolve, reject) => {
    const sent = send(
      url,
      {
        method: 'POST',
        agent,
        headers: { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body), ...headers },
      },
      (reply) => {
        let bytes = 0;
        let text = '';
        reply.on('data', (chunk: Buffer) => {
          bytes += chunk.length;
          if (reply.statusCode !== 200) text += chunk.toString();
        });
        reply.once('error', reject);
        reply.once('end', () => {
          if (reply.statusCode === 200 && bytes > 0) resolve();
          else reject(new Error(`${name} answered ${reply.statusCode}: ${text.slice(0, 500)}`));
        });
      },
    );
    sent.once('error', reject);
    sent.end(body);
  });

/** Calls `target` `count` times over `connections` connections that stay open. */
export const callTarget = (target: Target, count: number, connections: number) =>
  keepInFlight(count, connections, () => call(target));
