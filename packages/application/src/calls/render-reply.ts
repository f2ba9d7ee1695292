import { type Wire, type WireReply, type WrittenAs, wireFormats } from '@switchyard/suppliers';

async function* oneByOne(pieces: readonly string[]): AsyncGenerator<string> {
  yield* pieces;
}

/** A reply that is known as a whole, as a stream. `comment` goes before its last event. */
export const streamOfReply = (wire: Wire, reply: WireReply, as: WrittenAs, comment: string): AsyncIterable<string> => {
  const writer = wireFormats[wire].createWriter(as);
  const text = writer.open() + writer.write({ kind: 'text', text: reply.text });
  return oneByOne([text, comment + writer.close(reply)]);
};

/** The same as a body. */
export const bodyOfReply = (wire: Wire, reply: WireReply, as: WrittenAs): string =>
  JSON.stringify(wireFormats[wire].writeReply(reply, as));

export const dollars = (microUsd: number): string => (microUsd / 1_000_000).toFixed(6);
