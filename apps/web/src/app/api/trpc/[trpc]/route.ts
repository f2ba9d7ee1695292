import { fetchRequestHandler } from '@trpc/server/adapters/fetch';
import { createContext } from '../../../../server/create-context.ts';
import { isSameOrigin } from '../../../../server/is-same-origin.ts';
import { limitBody } from '../../../../server/limit-body.ts';
import { appRouter } from '../../../../server/router.ts';
import { readWebEnv } from '../../../../server/web.env.ts';

/** Definitions and forms fit many times over; files have a route of their own. */
const bodyBytesMax = 1_048_576;

const refuse = (status: 403 | 413, message: string): Response => Response.json([{ error: { message } }], { status });

const handler = async (request: Request): Promise<Response> => {
  if (request.method !== 'GET' && !isSameOrigin(request.headers, new URL(readWebEnv().SWITCHYARD_WEB_URL).origin)) {
    return refuse(403, 'Changes are accepted from the pages of Switchyard only.');
  }
  const req = await limitBody(request, bodyBytesMax);
  if (!req) return refuse(413, 'This is larger than 1 MB. Upload large content as a file.');
  return fetchRequestHandler({ endpoint: '/api/trpc', req, router: appRouter, createContext: () => createContext() });
};

export { handler as GET, handler as POST };
