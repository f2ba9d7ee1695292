import { connect, type Socket } from 'node:net';
import { keepInFlight } from '../measure/in-flight.ts';

export interface Target {
  readonly name: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What is written for each call, made once. */
const requestOf = ({ url, headers, body }: Target): Buffer => {
  const { host, pathname } = new URL(url);
  const all = {
    host,
    'content-type': 'application/json',
    'content-length': String(Buffer.byteLength(body)),
    ...headers,
  };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  return Buffer.from(`POST ${pathname} HTTP/1.1\r\n${lines.join('')}\r\n${body}`);
};

/** Whether a reply is there as a whole: by its length, or by its last chunk. One that says neither is not understood. */
const isWhole = (reply: string): boolean => {
  const headEnd = reply.indexOf('\r\n\r\n');
  if (headEnd === -1) return false;
  const head = reply.slice(0, headEnd);
  const [, length] = /\r\ncontent-length: *(\d+)/i.exec(head) ?? [];
  if (length !== undefined) return reply.length >= headEnd + 4 + Number(length);
  if (/\r\ntransfer-encoding: *chunked/i.test(head)) return reply.endsWith('\r\n0\r\n\r\n');
  throw new Error(`A reply without a length: ${head}`);
};

/** One connection, one call at a time. */
interface Line {
  call(): Promise<void>;
  end(): void;
}

const openLine = async (target: Target, request: Buffer): Promise<Line> => {
  const { hostname, port } = new URL(target.url);
  const socket: Socket = connect(Number(port), hostname).setNoDelay(true).setEncoding('latin1');
  await new Promise((resolve, reject) => void socket.once('connect', resolve).once('error', reject));
  let reply = '';
  let waiting: PromiseWithResolvers<void> | null = null;
  const fail = (cause: unknown) => waiting?.reject(cause);
  socket.on('error', fail).on('close', () => fail(new Error(`${target.name} closed the connection.`)));
  socket.on('data', (piece: string) => {
    reply += piece;
    try {
      if (!isWhole(reply)) return;
      if (reply.startsWith('HTTP/1.1 200 ')) waiting?.resolve();
      else fail(new Error(`${target.name} answered: ${reply.slice(0, 1000)}`));
    } catch (thrown) {
      fail(thrown);
    }
  });
  return {
    call: () => {
      waiting = Promise.withResolvers<void>();
      reply = '';
      socket.write(request);
      return waiting.promise;
    },
    end: () => void socket.destroy(),
  };
};

/**
 * Calls `target` `count` times over `connections` connections that stay open. Written to the socket as it is, so that the caller
 * takes as little as possible of the machine that it measures.
 */
export const callTarget = async (target: Target, count: number, connections: number) => {
  const request = requestOf(target);
  const lines = await Promise.all(Array.from({ length: connections }, () => openLine(target, request)));
  const idle = [...lines];
  try {
    return await keepInFlight(count, connections, async () => {
      const line = idle.pop();
      if (!line) throw new Error('More calls at once than connections.');
      await line.call();
      idle.push(line);
    });
  } finally {
    for (const line of lines) line.end();
  }
};
