import { DomainError } from '@switchyard/domain';

/** A reply to one task is small; more than this is a fault or an attack. */
export const replyBytesMax = 2_000_000;

/** The given fetch with a bound on the size of each reply. Reading past it fails with DomainError `too_large`. */
export const limitReplies =
  (fetch: typeof globalThis.fetch, bytesMax = replyBytesMax): typeof globalThis.fetch =>
  async (input, init) => {
    const response = await fetch(input, init);
    if (response.body === null) return response;
    let bytes = 0;
    const limiter = new TransformStream<Uint8Array, Uint8Array>({
      transform(chunk, controller) {
        bytes += chunk.byteLength;
        if (bytes <= bytesMax) controller.enqueue(chunk);
        else controller.error(new DomainError('too_large', `The supplier's reply is larger than ${bytesMax} bytes.`));
      },
    });
    const { status, statusText, headers } = response;
    return new Response(response.body.pipeThrough(limiter), { status, statusText, headers });
  };
