import { DomainError, type JsonObject } from '@switchyard/domain';
import {
  createCallOrder,
  createEventSplitter,
  createWireCollector,
  objectIn,
  parseObject,
  type ReplyWriter,
  type ServerSentEvent,
  type Wire,
  type WireCollector,
  type WireEvent,
  type WrittenAs,
  wireFormats,
} from '@switchyard/suppliers';
import { createWritingPace, type WritingPace } from './writing-pace.ts';

/** Pieces of a supplier's stream → text for the client, with an account of what went by. */
export interface Relay {
  /** What of this piece may go to the client now. Throws `too_large`. */
  push(chunk: Buffer): string;
  /** What still goes once the supplier's stream has ended: the client's last word is held back until then. */
  finish(): string;
  readonly collector: WireCollector;
  readonly pace: WritingPace;
}

type EventReader = (body: JsonObject | 'done') => WireEvent[];

const readEvent = (read: EventReader, { data }: ServerSentEvent): { body: JsonObject | null; events: WireEvent[] } => {
  if (data === null) return { body: null, events: [] };
  if (data.trim() === '[DONE]') return { body: null, events: read('done') };
  const body = parseObject(data);
  if (body) return { body, events: read(body) };
  return { body: null, events: [{ kind: 'error', message: 'The supplier sent an event that is not JSON.' }] };
};

/** The chunk in which a chat completion tells its usage, and nothing else. */
const isUsageOnly = (body: JsonObject): boolean =>
  Array.isArray(body.choices) && body.choices.length === 0 && objectIn(body, 'usage') !== undefined;

/** Without its empty line an event may have been cut: then it is as if it had not come. */
const isWhole = ({ data }: ServerSentEvent): boolean =>
  data !== null && (data.trim() === '[DONE]' || parseObject(data) !== undefined);

/** `pass` gives what of an event goes to the client, `close` what goes when nothing comes any more. */
const createRelay = (
  collector: WireCollector,
  pass: (event: ServerSentEvent) => string,
  close: () => string,
): Relay => {
  const splitter = createEventSplitter();
  const pace = createWritingPace();
  return {
    push: (chunk) => {
      const text = splitter.push(chunk).map(pass).join('');
      if (collector.isEndless()) {
        throw new DomainError('too_large', 'The answer is longer than any model writes; it was ended.');
      }
      pace.note(collector.writtenChars(), performance.now());
      return text;
    },
    finish: () => splitter.rest().filter(isWhole).map(pass).join('') + close(),
    collector,
    pace,
  };
};

/** For clients that wait for it, where a server that has said why it stopped leaves it out. */
const lastWords: Readonly<Record<Wire, string>> = {
  chat: 'data: [DONE]\n\n',
  messages: 'event: message_stop\ndata: {"type":"message_stop"}\n\n',
  responses: '',
};

/** Passes every event on as it came, holds the last one, and keeps back a usage that the client did not ask for. */
export const createSameRelay = (wire: Wire, dropsUsage: boolean): Relay => {
  const collector = createWireCollector();
  const read = wireFormats[wire].createEventReader();
  let held = '';
  const pass = (event: ServerSentEvent): string => {
    // Nothing belongs to an answer that comes after its last word.
    if (collector.hasEnded()) return '';
    const { body, events } = readEvent(read, event);
    for (const each of events) collector.add(each);
    // The client gets one error, in the gateway's words.
    if (events.some(({ kind }) => kind === 'error')) return '';
    if (events.some(({ kind }) => kind === 'end')) {
      held += event.raw;
      return '';
    }
    if (!dropsUsage || body === null) return event.raw;
    // Asking for the usage puts an empty one into every other chunk.
    return isUsageOnly(body) ? '' : event.raw.replace(/,\s?"usage":\s?null/, '');
  };
  return createRelay(collector, pass, () => (held === '' ? lastWords[wire] : held));
};

/** Reads one format and writes another. */
export const createTranslatingRelay = (from: Wire, to: Wire, as: WrittenAs): Relay => {
  const collector = createWireCollector();
  const read = wireFormats[from].createEventReader();
  const writer: ReplyWriter = wireFormats[to].createWriter(as);
  const order = createCallOrder();
  let isOpen = false;
  const pass = (event: ServerSentEvent): string => {
    if (collector.hasEnded()) return '';
    const { events } = readEvent(read, event);
    let text = '';
    for (const each of events) {
      collector.add(each);
      if (!isOpen && each.kind !== 'error') {
        isOpen = true;
        text += writer.open();
      }
      for (const ordered of order(each)) text += writer.write(ordered);
    }
    return text;
  };
  return createRelay(collector, pass, () => writer.close(collector.reply()));
};
