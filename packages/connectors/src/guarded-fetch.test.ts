import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import { createGuardedFetch } from './guarded-fetch.ts';
import { createGuardedRequest } from './guarded-request.ts';
import { httpRequest, parseRetryAfter } from './http-request.ts';
import { isPublicAddress } from './public-address.ts';

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

/** Listens on loopback and gives back its `host:port`. */
const listen = async (answer: (request: IncomingMessage, response: ServerResponse) => void): Promise<string> => {
  const server = createServer(answer);
  servers.push(server);
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return `127.0.0.1:${address.port}`;
};

const refused = { code: 'address_refused' };

describe('createGuardedFetch', () => {
  it.each([
    'http://127.0.0.1/',
    'http://localhost/',
    'http://2130706433/',
    'http://0x7f000001/',
    'http://0177.0.0.1/',
    'http://127.1/',
    'http://0/',
    'http://10.1.2.3/',
    'http://172.20.0.1/',
    'http://192.168.1.1/',
    'http://100.100.100.200/',
    'http://169.254.169.254/latest/meta-data/',
    'http://[::1]/',
    'http://[::]/',
    'http://[::ffff:127.0.0.1]/',
    'http://[::ffff:a9fe:a9fe]/',
    'http://[64:ff9b::7f00:1]/',
    'http://[2002:7f00:1::]/',
    'http://[fd00::1]/',
    'http://[fe80::1]/',
    'file:///etc/passwd',
    'ftp://example.com/',
    'gopher://example.com/',
    'http://user:secret@example.com/',
    'nonsense',
  ])('does not call %s', async (url) => {
    await expect(createGuardedFetch()(url)).rejects.toMatchObject(refused);
  });

  it('checks what the name resolves to when it connects, not before (DNS rebinding)', async () => {
    let isSecond = false;
    const resolveHost = async () => {
      const address = isSecond ? '127.0.0.1' : '93.184.216.34';
      isSecond = true;
      return [{ address, family: 4 }];
    };
    await resolveHost();
    const call = createGuardedFetch({ resolveHost })('http://rebind.example/');
    await expect(call).rejects.toMatchObject({ ...refused, details: { host: 'rebind.example' } });
  });

  it('refuses a name that has one public and one private address', async () => {
    const resolveHost = async () => [
      { address: '93.184.216.34', family: 4 },
      { address: '::ffff:10.0.0.1', family: 6 },
    ];
    await expect(createGuardedFetch({ resolveHost })('http://mixed.example/')).rejects.toMatchObject(refused);
  });

  it('reaches an allowed private host, and only on the allowed port', async () => {
    const host = await listen((_request, response) => response.end('hello'));
    const other = await listen((_request, response) => response.end('inner'));
    const guarded = createGuardedFetch({ allowedHosts: [host] });
    expect(await (await guarded(`http://${host}/`)).text()).toBe('hello');
    await expect(guarded(`http://${other}/`)).rejects.toMatchObject(refused);
  });

  it('does not follow a redirect to an inner address', async () => {
    const inner = await listen((_request, response) => response.end('secret'));
    const host = await listen((_request, response) => response.writeHead(302, { location: `http://${inner}/` }).end());
    await expect(createGuardedFetch({ allowedHosts: [host] })(`http://${host}/`)).rejects.toMatchObject(refused);
  });

  it('drops credentials across origins and keeps them within one', async () => {
    const seen: unknown[] = [];
    const target = await listen((request, response) => {
      seen.push([request.headers.authorization, request.headers['x-api-key'], request.headers.accept]);
      response.end();
    });
    const host = await listen((request, response) => {
      const location = request.url === '/own' ? '/stay' : `http://${target}/`;
      if (request.url === '/stay') seen.push(request.headers.authorization);
      if (request.url === '/stay') response.end();
      else response.writeHead(307, { location }).end();
    });
    const guarded = createGuardedFetch({ allowedHosts: [host, target] });
    const headers = { authorization: 'Bearer k', 'x-api-key': 'k', accept: 'text/plain' };
    await guarded(`http://${host}/`, { headers });
    await guarded(`http://${host}/own`, { headers });
    expect(seen).toEqual([[undefined, undefined, 'text/plain'], 'Bearer k']);
  });

  it('never sends data on to another origin', async () => {
    const target = await listen((_request, response) => response.end());
    const host = await listen((_request, response) => response.writeHead(308, { location: `http://${target}/` }).end());
    const guarded = createGuardedFetch({ allowedHosts: [host, target] });
    await expect(guarded(`http://${host}/`, { method: 'POST', body: '{}' })).rejects.toMatchObject(refused);
  });

  it('ends a redirect loop', async () => {
    const host = await listen((_request, response) => response.writeHead(302, { location: '/' }).end());
    await expect(createGuardedFetch({ allowedHosts: [host] })(`http://${host}/`)).rejects.toThrow('more than 5 times');
  });

  it('stops reading a reply that is too large', async () => {
    const host = await listen((_request, response) => response.end('x'.repeat(2000)));
    const response = await createGuardedFetch({ allowedHosts: [host], bytesMax: 1000 })(`http://${host}/`);
    await expect(response.text()).rejects.toMatchObject({ code: 'too_large' });
  });
});

describe('httpRequest', () => {
  it('sends JSON with an idempotency key and gives back status, headers and parsed body', async () => {
    const host = await listen((request, response) => {
      const key = request.headers['idempotency-key'];
      response.writeHead(201, { 'content-type': 'application/json', 'set-cookie': 'a=b', 'retry-after': '2' });
      request.on('data', (chunk: Buffer) => response.end(JSON.stringify({ key, got: JSON.parse(String(chunk)) })));
    });
    const guarded = createGuardedRequest({ allowedHosts: [host] });
    const reply = await httpRequest(guarded, {
      method: 'POST',
      url: `http://${host}/`,
      body: { total: 9 },
      idempotencyKey: 'k1',
      timeoutMs: 5000,
    });
    expect(reply).toMatchObject({
      status: 201,
      isSuccess: true,
      body: { key: 'k1', got: { total: 9 } },
      retryAfterMs: 2000,
    });
    expect(reply.headers).not.toHaveProperty('set-cookie');
  });

  it('says that a hanging endpoint may have acted, and that a closed port cannot have', async () => {
    const host = await listen(() => undefined);
    const closed = await listen(() => undefined);
    servers.pop()?.close();
    const guarded = createGuardedRequest({ allowedHosts: [host, closed] });
    const call = (url: string) => httpRequest(guarded, { method: 'POST', url, body: {}, timeoutMs: 100 });
    await expect(call(`http://${host}/`)).rejects.toMatchObject({
      code: 'upstream_timeout',
      details: { mayHaveArrived: true },
    });
    await expect(call(`http://${closed}/`)).rejects.toMatchObject({
      code: 'upstream_failed',
      details: { mayHaveArrived: false },
    });
  });

  it('follows redirects as far as that is safe, and sends data and keys nowhere else', async () => {
    const seen: (string | undefined)[] = [];
    const other = await listen((request, response) => {
      seen.push(request.headers.authorization);
      response.end('there');
    });
    const host = await listen((request, response) => {
      const location = request.url === '/loop' ? '/loop' : `http://${other}/`;
      response.writeHead(request.url === '/moved' ? 303 : 307, { location }).end();
    });
    const guarded = createGuardedRequest({ allowedHosts: [host, other] });
    const call = (path: string) =>
      httpRequest(guarded, {
        method: 'POST',
        url: `http://${host}${path}`,
        headers: { authorization: 'Bearer key' },
        body: {},
        timeoutMs: 5000,
      });
    expect((await call('/moved')).body).toBe('there');
    expect(seen).toEqual([undefined]);
    await expect(call('/elsewhere')).rejects.toMatchObject(refused);
    await expect(call('/loop')).rejects.toThrow('more than 5 times');
  });

  it('unpacks what was compressed, and no more of it than may be', async () => {
    const host = await listen((request, response) => {
      const text = request.url === '/large' ? 'x'.repeat(100_000) : '{"a":1}';
      const packed = request.url === '/br' ? brotliCompressSync(text) : gzipSync(text);
      const encoding = request.url === '/br' ? 'br' : 'gzip';
      response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': encoding }).end(packed);
    });
    const guarded = createGuardedRequest({ allowedHosts: [host] });
    const call = (path: string) =>
      httpRequest(guarded, { method: 'GET', url: `http://${host}${path}`, timeoutMs: 5000, bytesMax: 10_000 });
    expect((await call('/')).body).toEqual({ a: 1 });
    expect((await call('/br')).body).toEqual({ a: 1 });
    await expect(call('/large')).rejects.toMatchObject({ code: 'too_large' });
  });

  it('ends when its caller leaves', async () => {
    const host = await listen(() => undefined);
    const guarded = createGuardedRequest({ allowedHosts: [host] });
    const leaving = new AbortController();
    const call = httpRequest(guarded, {
      method: 'GET',
      url: `http://${host}/`,
      timeoutMs: 5000,
      signal: leaving.signal,
    });
    leaving.abort(new Error('left'));
    await expect(call).rejects.toThrow('left');
  });

  it('keeps a body that claims to be JSON and is not as text', async () => {
    const host = await listen((_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json' }).end('{"cut');
    });
    const guarded = createGuardedRequest({ allowedHosts: [host] });
    const reply = await httpRequest(guarded, { method: 'GET', url: `http://${host}/`, timeoutMs: 5000 });
    expect(reply.body).toBe('{"cut');
  });

  it('reads Retry-After as seconds and as a date', () => {
    const now = Date.parse('2026-11-21T10:00:00Z');
    expect(parseRetryAfter('Sat, 21 Nov 2026 10:00:30 GMT', now)).toBe(30_000);
    expect([parseRetryAfter('1.5', now), parseRetryAfter('soon', now), parseRetryAfter(null, now)]).toEqual([
      1500,
      null,
      null,
    ]);
  });
});

describe('isPublicAddress', () => {
  it('accepts ordinary public addresses', () => {
    expect(['93.184.216.34', '2606:4700:4700::1111', '8.8.8.8'].every(isPublicAddress)).toBe(true);
    expect(isPublicAddress('no address')).toBe(false);
  });
});
