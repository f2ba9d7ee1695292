import { DomainError } from '@switchyard/domain';

/** A reply whose body cannot be read past `bytesMax`: reading on throws DomainError `too_large`. */
export const limitReply = (reply: Response, bytesMax: number): Response => {
  const { body, status, statusText, headers } = reply;
  if (body === null) return reply;
  let left = bytesMax;
  const counter = new TransformStream<Uint8Array, Uint8Array>({
    transform: (piece, controller) => {
      left -= piece.byteLength;
      if (left >= 0) return controller.enqueue(piece);
      controller.error(new DomainError('too_large', `The tool server answered with more than ${bytesMax} bytes.`));
    },
  });
  return new Response(body.pipeThrough(counter), { status, statusText, headers });
};
