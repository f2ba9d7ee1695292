import { createHash, randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { JsonValue } from '@switchyard/domain';
import { defineWorkflow } from '../../test/publish-definition.ts';

/** A server that answers with `pages` and remembers what it got. */
export interface PagesServer {
  readonly host: string;
  pages: string;
  received: { readonly key: string; readonly body: string }[];
  close(): void;
}

export const startPagesServer = async (): Promise<PagesServer> => {
  const http = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    server.received.push({ key: String(request.headers['idempotency-key']), body: Buffer.concat(chunks).toString() });
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ pages: server.pages }));
  });
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  const host = `127.0.0.1:${(http.address() as AddressInfo).port}`;
  const server: PagesServer = { host, pages: '', received: [], close: () => void http.close() };
  return server;
};

export const someText = (bytes: number): string => randomBytes(bytes / 2).toString('hex');

export const hashOf = (value: JsonValue): string => createHash('sha256').update(JSON.stringify(value)).digest('hex');

export const start = {
  id: 'start',
  kind: 'start' as const,
  config: { input: { type: 'object', properties: {} }, triggers: [{ type: 'api' }, { type: 'webhook' }] },
};
export const set = (id: string, name: string, value: string) => ({
  id,
  kind: 'set' as const,
  config: { assignments: [{ name, value }] },
});
export const end = (value: string) => ({
  id: 'end',
  kind: 'end' as const,
  config: { output: [{ name: 'result', value }] },
});

export const httpStep = ({ host }: PagesServer, id: string, config: object) => ({
  id,
  kind: 'http' as const,
  config: { url: `http://${host}/pages`, retry: { maxAttempts: 2, initialDelayMs: 10, maxDelayMs: 10 }, ...config },
});

type Nodes = Parameters<typeof defineWorkflow>[0];

/** The nodes one after the other. */
export const inSequence = (nodes: Nodes): ReturnType<typeof defineWorkflow> => {
  const edges = nodes.slice(1).map((node, index) => ({
    from: nodes[index]?.id ?? '',
    to: node.id,
    ...(nodes[index]?.kind === 'approval' ? { port: 'approved' } : {}),
  }));
  return defineWorkflow(nodes, edges);
};

/** Sends each document of a list to the server and gathers its answers. */
export const copyEachDocument = (server: PagesServer): ReturnType<typeof defineWorkflow> =>
  defineWorkflow(
    [
      start,
      { id: 'each', kind: 'forEach', config: { items: 'input.documents', collect: 'steps.copy.output.body.pages' } },
      httpStep(server, 'copy', { method: 'POST', body: '{"doc": item}' }),
      end('steps.each.output.results'),
    ],
    [
      { from: 'start', to: 'each' },
      { from: 'each', port: 'body', to: 'copy' },
      { from: 'copy', to: 'each' },
      { from: 'each', to: 'end' },
    ],
  );

/** SQL, with $1 the organisation: how many characters the longest value in a row of runs, steps and attempts has. */
export const longestColumnSql = `SELECT greatest(
  (SELECT max(greatest(length(input::text), length(variables::text), length(coalesce(output, '0')::text)))
   FROM run WHERE organisation_id = $1),
  (SELECT max(greatest(length(coalesce(input, '0')::text), length(coalesce(output, '0')::text)))
   FROM step WHERE organisation_id = $1),
  (SELECT max(length(coalesce(response, '0')::text)) FROM step_attempt WHERE organisation_id = $1)) AS bytes`;
