import { createServer, type Server } from 'node:http';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createGuardedRequest, type GuardedRequestOptions } from './guarded-request.ts';

let server: Server;
let host: string;
beforeAll(async () => {
  server = createServer((request, response) => {
    if (request.url === '/hang') return;
    response.writeHead(request.url === '/moved' ? 307 : 200, { location: `http://${host}/` }).end('hello');
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  host = `127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const call = (url: string, options: GuardedRequestOptions = {}, headMsMax = 5000) =>
  createGuardedRequest(options)({
    method: 'POST',
    url,
    headers: { authorization: 'Bearer secret' },
    body: '{}',
    signal: new AbortController().signal,
    headMsMax,
    idleMsMax: 5000,
  });

test.each([
  'http://127.0.0.1:9/',
  'http://localhost:9/',
  'http://2130706433/',
  'http://169.254.169.254/latest/',
  'http://[::ffff:127.0.0.1]/',
  'file:///etc/passwd',
  'http://user:secret@example.com/',
  'nonsense',
])('does not call %s', async (url) => {
  await expect(call(url)).rejects.toMatchObject({ code: 'address_refused' });
});

test('checks what a name resolves to when it connects', async () => {
  const resolveHost = async () => [{ address: '10.0.0.1', family: 4 }];
  await expect(call('http://inner.example/', { resolveHost })).rejects.toMatchObject({ code: 'address_refused' });
});

test('reaches an allowed host, follows no redirect, and says when nobody answered in time', async () => {
  const options = { allowedHosts: [host] };
  const reply = await call(`http://${host}/`, options);
  const pieces: Buffer[] = [];
  for await (const piece of reply.body) pieces.push(piece);
  expect([reply.status, Buffer.concat(pieces).toString()]).toEqual([200, 'hello']);
  await expect(call(`http://${host}/moved`, options)).rejects.toMatchObject({ code: 'address_refused' });
  await expect(call(`http://${host}/hang`, options, 200)).rejects.toMatchObject({ code: 'upstream_timeout' });
});
