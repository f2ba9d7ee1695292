import { DomainError } from '@switchyard/domain';

/** One event as it came, with its data joined; comments and fields nobody asked for stay in `raw` only. */
export interface ServerSentEvent {
  readonly raw: string;
  readonly data: string | null;
}

/** No supplier writes larger ones; a line that never ends is a fault or an attack. */
const eventCharsMax = 4_000_000;

const dataOf = (raw: string): string | null => {
  // Nearly always one line of data, first or after `event:`.
  const lines = raw.split(/\r\n|\n|\r/).filter((line) => line.startsWith('data:'));
  if (lines.length === 0) return null;
  return lines.map((line) => (line.startsWith('data: ') ? line.slice(6) : line.slice(5))).join('\n');
};

const border = /\r\n\r\n|\n\n|\r\r/g;

export interface EventSplitter {
  /** The events that are complete with this piece. Throws `too_large`. */
  push(chunk: Buffer): ServerSentEvent[];
  /** What is left when the stream ends: an event whose empty line is missing, or nothing. */
  rest(): ServerSentEvent[];
}

/** Splits a stream of bytes into server-sent events; pieces may end anywhere, also inside a character. */
export const createEventSplitter = (): EventSplitter => {
  const decoder = new TextDecoder();
  let open = '';
  return {
    push: (chunk) => {
      open += decoder.decode(chunk, { stream: true });
      const events: ServerSentEvent[] = [];
      let from = 0;
      for (const { index, 0: found } of open.matchAll(border)) {
        const raw = open.slice(from, index + found.length);
        from = index + found.length;
        events.push({ raw, data: dataOf(raw) });
      }
      if (from > 0) open = open.slice(from);
      if (open.length > eventCharsMax) throw new DomainError('too_large', 'The supplier sent an event without end.');
      return events;
    },
    rest: () => {
      const raw = open + decoder.decode();
      open = '';
      return raw.trim() === '' ? [] : [{ raw: raw.endsWith('\n') ? raw : `${raw}\n\n`, data: dataOf(raw) }];
    },
  };
};
