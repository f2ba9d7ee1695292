import { watchRun } from '@switchyard/application';
import { isDomainError } from '@switchyard/domain';
import { findActor } from '../../../../../server/find-actor.ts';
import { getApp } from '../../../../../server/get-app.ts';

const encoder = new TextEncoder();
const event = (name: string, data: unknown) => encoder.encode(`event: ${name}\ndata: ${JSON.stringify(data)}\n\n`);

const headers = { 'content-type': 'text/event-stream', 'cache-control': 'no-cache, no-transform' };

/** Server-sent events: `change` each time the run moved, `end` when it has ended or may not be seen. */
export const GET = async (request: Request, { params }: { params: Promise<{ id: string }> }): Promise<Response> => {
  const app = getApp();
  const actor = await findActor(app);
  if (!actor) return new Response('Please sign in.', { status: 401 });
  const { id } = await params;
  const stream = new ReadableStream<Uint8Array>({
    start: async (controller) => {
      try {
        for await (const change of watchRun(app, actor, id, request.signal))
          controller.enqueue(event('change', change));
        if (!request.signal.aborted) controller.enqueue(event('end', {}));
      } catch (cause) {
        if (!isDomainError(cause)) app.log.error({ err: cause, runId: id }, 'watching a run failed');
        if (!request.signal.aborted)
          controller.enqueue(
            event('end', { message: isDomainError(cause) ? cause.message : 'The live view stopped.' }),
          );
      } finally {
        if (!request.signal.aborted) controller.close();
      }
    },
  });
  return new Response(stream, { headers });
};
