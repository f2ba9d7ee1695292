import { createHash } from 'node:crypto';
import type { Hono } from 'hono';
import { z } from 'zod';

/*
 * A shop's MCP server for the demo, over streamable HTTP with plain JSON answers: `POST /mcp`. It keeps no session and opens no
 * stream. A refund is booked once per idempotency key.
 */

const messageSchema = z.looseObject({
  id: z.union([z.string(), z.number()]).optional(),
  method: z.string(),
  params: z.looseObject({}).optional(),
});

const callSchema = z.looseObject({
  name: z.string(),
  arguments: z.record(z.string(), z.unknown()).default({}),
  _meta: z.looseObject({ 'switchyard/idempotencyKey': z.string().optional() }).optional(),
});
type Call = z.infer<typeof callSchema>;

const text = { type: 'string' } as const;

const tools = [
  {
    name: 'order_status',
    description: 'Says where an order is and whether it was paid. Simulated.',
    inputSchema: {
      type: 'object',
      properties: { order: { ...text, description: 'Number of the order' } },
      required: ['order'],
      additionalProperties: false,
    },
    annotations: { readOnlyHint: true },
  },
  {
    name: 'refund',
    description: 'Pays the price of an order back to the customer. Simulated: no money moves.',
    inputSchema: {
      type: 'object',
      properties: { order: { ...text, description: 'Number of the order' }, reason: text },
      required: ['order'],
      additionalProperties: false,
    },
    annotations: { readOnlyHint: false },
  },
];

const places = ['is packed', 'is on its way', 'was delivered on Tuesday', 'came back to us'];

const numberOf = (seed: string): number => createHash('sha256').update(seed).digest().readUInt32BE();

const answerOf = ({ name, arguments: given, _meta }: Call): string | null => {
  const order = String(given.order ?? '').slice(0, 60);
  if (name === 'order_status') return `Order ${order} ${places[numberOf(order) % places.length]} and was paid.`;
  if (name !== 'refund') return null;
  const key = _meta?.['switchyard/idempotencyKey'] ?? order;
  return `Refund R-${numberOf(key) % 100_000} of order ${order} is booked.`;
};

const resultOf = (method: string, params: unknown): object | null => {
  if (method === 'initialize') {
    const version = z.looseObject({ protocolVersion: z.string() }).safeParse(params).data?.protocolVersion;
    return {
      protocolVersion: version ?? '2025-06-18',
      capabilities: { tools: {} },
      serverInfo: { name: 'demo-shop', version: '1' },
    };
  }
  if (method === 'ping') return {};
  if (method === 'tools/list') return { tools };
  if (method !== 'tools/call') return null;
  const call = callSchema.safeParse(params);
  const said = call.success ? answerOf(call.data) : null;
  return said === null
    ? { content: [{ type: 'text', text: 'There is no such tool.' }], isError: true }
    : { content: [{ type: 'text', text: said }] };
};

/** Adds the demo shop's tools under `/mcp`. */
export const addDemoTools = (app: Hono): void => {
  app.post('/mcp', async (c) => {
    const message = messageSchema.safeParse(await c.req.json().catch(() => null));
    if (!message.success) {
      return c.json({ jsonrpc: '2.0', id: null, error: { code: -32700, message: 'This is not a message.' } }, 400);
    }
    const { id, method, params } = message.data;
    // A notification is taken and not answered.
    if (id === undefined) return c.body(null, 202);
    const result = resultOf(method, params);
    if (result) return c.json({ jsonrpc: '2.0', id, result });
    return c.json({ jsonrpc: '2.0', id, error: { code: -32601, message: `There is no method ${method}.` } });
  });
};
