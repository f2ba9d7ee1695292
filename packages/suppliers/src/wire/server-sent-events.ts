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

/** An empty line: two ends of lines, each as it likes. A CR at the end of what has come may be half of one. */
const border = /\r\r|\r?\n(?:\r?\n|\r(?=[^\n]))/g;
/** So many characters of an empty line, and of what tells that it is one, may have come in the piece before. */
const borderCharsBefore = 3;

export interface EventSplitter {
  /** The events that are complete with this piece. Throws `too_large`. */
  push(chunk: Buffer): ServerSentEvent[];
  /** What is left when the stream ends: an event whose empty line is missing, or half of one; or nothing. */
  rest(): ServerSentEvent[];
}

/** Splits a stream of bytes into server-sent events; pieces may end anywhere, also inside a character. */
export const createEventSplitter = (): EventSplitter => {
  const decoder = new TextDecoder();
  // Put together once an empty line has come: an event in thousands of pieces would be read again with each of them.
  let held: string[] = [];
  let heldChars = 0;
  let tail = '';
  const hold = (text: string): void => {
    held = text === '' ? [] : [text];
    heldChars = text.length;
    tail = text.slice(-borderCharsBefore);
  };
  return {
    push: (chunk) => {
      const piece = decoder.decode(chunk, { stream: true });
      held.push(piece);
      heldChars += piece.length;
      const events: ServerSentEvent[] = [];
      const seen = tail + piece;
      tail = seen.slice(-borderCharsBefore);
      if (seen.search(border) !== -1) {
        const open = held.join('');
        let from = 0;
        for (const { index, 0: found } of open.matchAll(border)) {
          const raw = open.slice(from, index + found.length);
          from = index + found.length;
          events.push({ raw, data: dataOf(raw) });
        }
        hold(open.slice(from));
      }
      if (heldChars > eventCharsMax) throw new DomainError('too_large', 'The supplier sent an event without end.');
      return events;
    },
    rest: () => {
      const raw = (held.join('') + decoder.decode()).trimEnd();
      hold('');
      return raw === '' ? [] : [{ raw: `${raw}\n\n`, data: dataOf(raw) }];
    },
  };
};
