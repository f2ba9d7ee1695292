import type { App } from '@switchyard/application';
import { errorCodes, isDomainError } from '@switchyard/domain';

const encoder = new TextEncoder();

/**
 * A response whose body is produced while it is read. What fails before the first chunk (not allowed, bad input) becomes a
 * proper status; what fails later breaks the connection, so that half an answer is never taken for a whole one.
 */
export const streamText = async (
  app: App,
  chunks: AsyncGenerator<string, void, undefined>,
  headers: Record<string, string>,
): Promise<Response> => {
  let next: IteratorResult<string, void>;
  try {
    next = await chunks.next();
  } catch (cause) {
    if (isDomainError(cause)) return new Response(cause.message, { status: errorCodes[cause.code].http });
    app.log.error({ err: cause }, 'a stream failed at its start');
    return new Response('Something went wrong inside Switchyard.', { status: 500 });
  }
  const body = new ReadableStream<Uint8Array>({
    pull: async (controller) => {
      if (next.done) return controller.close();
      controller.enqueue(encoder.encode(next.value));
      try {
        next = await chunks.next();
      } catch (cause) {
        app.log.error({ err: cause }, 'a stream broke off');
        controller.error(cause);
      }
    },
    cancel: async () => {
      await chunks.return();
    },
  });
  return new Response(body, { headers: { 'cache-control': 'no-store', ...headers } });
};
