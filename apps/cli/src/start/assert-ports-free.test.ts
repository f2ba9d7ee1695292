import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { findFreePort } from '@switchyard/db/embedded';
import { expect, test } from 'vitest';
import { assertPortsFree } from './assert-ports-free.ts';

const use = (port: number) => ({ port, host: '127.0.0.1', what: 'web', variable: 'SWITCHYARD_PORT' });

test('a taken port is named with the variable that moves it', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  await expect(assertPortsFree([use(port)])).rejects.toThrow(
    new RegExp(`Port ${port} \\(web\\) is in use.*SWITCHYARD_PORT`, 's'),
  );
  server.close();
});

test('free ports pass', async () => {
  await expect(assertPortsFree([use(await findFreePort())])).resolves.toBeUndefined();
});
