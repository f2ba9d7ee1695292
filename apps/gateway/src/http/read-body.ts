import type { IncomingMessage } from 'node:http';
import { DomainError } from '@switchyard/domain';

export const bodyBytesMax = 10 * 1024 * 1024;

/** How much of a refused body is still read and thrown away, so that its sender gets to read the answer. */
const discardBytesMax = 64 * 1024 * 1024;
const discardTimeMaxMs = 10_000;

const tooLarge = (): DomainError =>
  new DomainError('too_large', `The body is larger than ${bodyBytesMax / 1024 / 1024} MB. Send less, or split it.`, {
    details: { bytesMax: bodyBytesMax },
  });

/**
 * Reads on beside the answer and keeps nothing, until the body ends or has been too much for too long. Most clients write their
 * whole body before they read an answer; closing on them while they write shows them a broken pipe instead of a 413.
 */
const discard = (incoming: IncomingMessage): void => {
  let left = discardBytesMax;
  const timer = setTimeout(() => incoming.destroy(), discardTimeMaxMs);
  const stop = () => clearTimeout(timer);
  incoming.on('data', (chunk: Buffer) => {
    left -= chunk.length;
    if (left < 0) incoming.destroy();
  });
  incoming.on('end', stop).on('close', stop);
};

const refuse = (incoming: IncomingMessage, failure: DomainError): DomainError => {
  discard(incoming);
  return failure;
};

/** A packed body would be small where it is measured and huge where it is read; and the digest a webhook is signed by is of what was sent. */
const packed = (encoding: string): DomainError =>
  new DomainError(
    'unsupported_media_type',
    `The body is packed (Content-Encoding: ${encoding.slice(0, 40)}). Send it as it is.`,
  );

/**
 * The whole body. One that is larger than the limit is refused; what was read of it is dropped.
 * Throws `too_large`, `unsupported_media_type` when it is packed, or `invalid_input` when the caller hangs up.
 */
export const readBody = async (incoming: IncomingMessage): Promise<Buffer> => {
  const { 'content-length': length, 'content-encoding': encoding = 'identity' } = incoming.headers;
  if (Number(length ?? 0) > bodyBytesMax) throw refuse(incoming, tooLarge());
  if (encoding.trim().toLowerCase() !== 'identity') throw refuse(incoming, packed(encoding));
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const stop = () => {
      incoming.off('data', take).off('end', finish).off('error', fail).off('aborted', fail);
    };
    const take = (chunk: Buffer) => {
      size += chunk.length;
      if (size <= bodyBytesMax) return void chunks.push(chunk);
      stop();
      reject(refuse(incoming, tooLarge()));
    };
    const finish = () => {
      stop();
      const [only] = chunks;
      resolve(only && chunks.length === 1 ? only : Buffer.concat(chunks, size));
    };
    const fail = (cause: unknown) => {
      stop();
      reject(new DomainError('invalid_input', 'The body ended before it was complete.', { cause }));
    };
    incoming.on('data', take).on('end', finish).on('error', fail).on('aborted', fail);
  });
};
