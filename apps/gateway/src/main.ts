import { countTokensApart, createApp } from '@switchyard/application';
import { readGatewayEnv } from './gateway.env.ts';
import { startGateway } from './start-gateway.ts';

const env = readGatewayEnv();
countTokensApart();
// Only what takes no time is evaluated here.
const { app, close } = createApp('gateway', env, { sandboxes: 1 });
const gateway = await startGateway({
  app,
  host: env.host,
  port: env.SWITCHYARD_GATEWAY_PORT,
  rate: { perSecond: env.SWITCHYARD_GATEWAY_RATE, burst: env.SWITCHYARD_GATEWAY_BURST },
  graceMs: env.SWITCHYARD_GATEWAY_GRACE_MS,
});
app.log.info({ url: gateway.url }, 'gateway ready');

let isStopping = false;
const stop = async () => {
  if (isStopping) return;
  isStopping = true;
  await gateway.stop();
  await close();
  process.exit(0);
};
process.on('SIGTERM', stop);
process.on('SIGINT', stop);
