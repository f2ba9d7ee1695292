import { newId } from '@switchyard/db';
import { readClientInfo } from './auth/read-client-info.ts';
import { writeSessionId } from './auth/session-cookie.ts';
import { findActor } from './find-actor.ts';
import { getApp } from './get-app.ts';
import type { TrpcContext } from './trpc.ts';

/** Who asks, resolved from the session cookie against the database on every request. */
export const createContext = async (): Promise<TrpcContext> => {
  const app = getApp();
  return { app, actor: await findActor(app), readClientInfo, writeSessionId, requestId: newId() };
};
