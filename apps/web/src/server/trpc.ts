import type { App, ClientInfo } from '@switchyard/application';
import { type Actor, DomainError, errorCodes, isDomainError, type SessionId } from '@switchyard/domain';
import { initTRPC, TRPCError } from '@trpc/server';
import { describeError } from './describe-error.ts';

export interface TrpcContext {
  readonly app: App;
  /** Null without a valid session. */
  readonly actor: Actor | null;
  /** Where the request comes from, for the session list and the record. */
  readonly readClientInfo: () => Promise<ClientInfo>;
  /** Signs the browser in to a session that the procedure has just opened. */
  readonly writeSessionId: (sessionId: SessionId) => Promise<void>;
  /** Shown with defects so that an operator finds them in the log. */
  readonly requestId: string;
}

const t = initTRPC.context<TrpcContext>().create({
  errorFormatter: ({ shape, error, ctx }) => {
    const requestId = ctx?.requestId ?? '';
    const { code, message, details } = describeError(error, requestId);
    return { ...shape, message, data: { ...shape.data, stack: undefined, domainCode: code, details, requestId } };
  },
});

export const router = t.router;
export const createCallerFactory = t.createCallerFactory;

/** Maps DomainErrors through the one table; everything else is a defect and is logged with its request id. */
const translated = t.procedure.use(async ({ ctx, next, path }) => {
  const result = await next();
  if (result.ok || !result.error.cause) return result;
  const { cause } = result.error;
  if (isDomainError(cause)) {
    throw new TRPCError({ code: errorCodes[cause.code].trpc, message: cause.message, cause });
  }
  if (result.error.code === 'INTERNAL_SERVER_ERROR')
    ctx.app.log.error({ err: cause, path, requestId: ctx.requestId }, 'procedure failed');
  return result;
});

/** For everybody, signed in or not. Only sign-in and first-run set-up use it. */
export const publicProcedure = translated;

/** For a signed-in person. What they may do is decided in the use case. */
export const procedure = translated.use(({ ctx, next }) => {
  if (!ctx.actor) {
    const cause = new DomainError('unauthenticated', 'Your session has ended. Please sign in again.');
    throw new TRPCError({ code: 'UNAUTHORIZED', message: cause.message, cause });
  }
  return next({ ctx: { ...ctx, actor: ctx.actor } });
});
