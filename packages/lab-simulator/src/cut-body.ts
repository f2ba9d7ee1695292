import { setTimeout as sleep } from 'node:timers/promises';

/** The first half must have left before the break, or the server would answer 500 instead. */
const breakAfterMs = 20;

/** The server prints what broke a stream; a fault on purpose is one line of it, without a stack. */
const connectionLost = (): Error => {
  const message = 'Simulated: connection lost.';
  return Object.assign(new Error(message), { stack: message });
};

/** Breaks off after `share` of the bytes as a lost connection does: the stream errors, so the socket is destroyed. */
export const cutBody = (text: string, share = 0.5): ReadableStream<Uint8Array> => {
  const bytes = new TextEncoder().encode(text);
  let isSent = false;
  return new ReadableStream({
    async pull(controller) {
      if (isSent) {
        await sleep(breakAfterMs);
        controller.error(connectionLost());
        return;
      }
      isSent = true;
      controller.enqueue(bytes.subarray(0, Math.max(1, Math.floor(bytes.length * share))));
    },
  });
};

const eventStream = { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' };

/** Server-sent events; cut in the middle when asked to. */
export const streamResponse = (events: readonly string[], isCut: boolean): Response => {
  const text = events.join('');
  return new Response(isCut ? cutBody(text) : text, { headers: eventStream });
};

export const jsonResponse = (body: unknown, isCut: boolean): Response => {
  const text = JSON.stringify(body);
  return new Response(isCut ? cutBody(text) : text, { headers: { 'content-type': 'application/json' } });
};

/** A text in pieces, as models emit it. */
export const pieces = (text: string, size = 24): string[] => text.match(new RegExp(`[\\s\\S]{1,${size}}`, 'g')) ?? [];
