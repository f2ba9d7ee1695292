import { type JsonValue, jsonValueSchema } from '@switchyard/domain';

/** A conversation as both wires carry it, reduced to what decides an answer. */
export interface Conversation {
  readonly system: string;
  readonly turns: readonly { readonly role: string; readonly text: string }[];
}

export interface AskedInput {
  /** Every text in the input; the longest first. */
  readonly texts: readonly string[];
  /** Turns in which an earlier answer was sent back. */
  readonly corrections: number;
}

const textsIn = (value: JsonValue): string[] => {
  if (typeof value === 'string') return [value];
  if (Array.isArray(value)) return value.flatMap(textsIn);
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
};

const parse = (text: string): JsonValue => {
  try {
    return jsonValueSchema.parse(JSON.parse(text));
  } catch {
    return text;
  }
};

/** What a conversation is about: the fenced input of a task, else the first thing the user said. */
export const askedInputOf = ({ turns }: Conversation): AskedInput => {
  const said = turns.filter(({ role }) => role === 'user').map(({ text }) => text);
  const fenced = said
    .map((text) => /<input>\s*([\s\S]*?)\s*<\/input>/.exec(text)?.[1])
    .find((text) => text !== undefined);
  const texts = fenced === undefined ? [said[0] ?? ''] : textsIn(parse(fenced));
  return {
    texts: texts.sort((left, right) => right.length - left.length),
    corrections: turns.filter(({ role, text }) => role === 'assistant' && text !== '').length,
  };
};
