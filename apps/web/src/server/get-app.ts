import { type App, createApp } from '@switchyard/application';
import { readWebEnv } from './web.env.ts';

const globalApp = globalThis as { switchyardApp?: App };

/** One App per process; kept on globalThis because the bundler may load this module more than once. */
export const getApp = (): App => {
  globalApp.switchyardApp ??= createApp('web', readWebEnv()).app;
  return globalApp.switchyardApp;
};
