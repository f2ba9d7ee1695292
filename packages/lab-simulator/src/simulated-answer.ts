import type { JsonValue } from '@switchyard/domain';
import { countTokens } from '@switchyard/suppliers';
import { type AnswerSchema, answerSchemaSchema } from './answer-schema.ts';
import { askedInputOf, type Conversation } from './asked-input.ts';
import type { GoldAnswers } from './gold-answers.ts';
import type { SimulatedModel } from './simulated-models.ts';
import { solve } from './solve.ts';

/** What a wire asked for, independent of the wire. */
export interface Question {
  readonly model: SimulatedModel;
  readonly conversation: Conversation;
  /** Schema the text must fit; null for free text. */
  readonly schema: AnswerSchema | null;
  /** Tool that will be called instead of a text; null for a text. */
  readonly tool: { readonly name: string; readonly schema: AnswerSchema } | null;
  readonly outputTokensMax: number;
}

export interface SimulatedAnswer {
  readonly text: string;
  readonly tool: { readonly name: string; readonly input: JsonValue } | null;
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly isCut: boolean;
}

const schemaInText = ({ system }: Conversation): AnswerSchema | null => {
  const start = system.indexOf('{', system.indexOf('JSON Schema'));
  if (!system.includes('JSON Schema') || start === -1) return null;
  try {
    return answerSchemaSchema.parse(JSON.parse(system.slice(start)));
  } catch {
    return null;
  }
};

const freeText = (question: Question): string => {
  const { texts } = askedInputOf(question.conversation);
  const said = (texts[0] ?? '').replaceAll(/\s+/g, ' ').trim();
  return `Simulated answer of ${question.model.key}: ${said.slice(0, 200)}`;
};

/** Answers by script, counts tokens as a lab would, and cuts at the limit of output tokens. */
export const answerQuestion = async (question: Question, gold: GoldAnswers): Promise<SimulatedAnswer> => {
  const { model, conversation, tool, outputTokensMax } = question;
  const asked = askedInputOf(conversation);
  const schema = tool?.schema ?? question.schema ?? schemaInText(conversation);
  const solved = schema === null ? null : solve({ schema, asked, model, gold });
  const text = solved === null ? freeText(question) : JSON.stringify(solved);
  const read = [conversation.system, ...conversation.turns.map((turn) => turn.text), JSON.stringify(schema ?? '')];
  const inputTokens = await countTokens(read.join('\n'));
  const outputTokens = await countTokens(text);
  const isCut = outputTokens > outputTokensMax;
  const share = isCut ? outputTokensMax / outputTokens : 1;
  return {
    text: tool ? '' : text.slice(0, Math.floor(text.length * share)),
    tool: tool && !isCut ? { name: tool.name, input: solved ?? {} } : null,
    inputTokens,
    outputTokens: Math.min(outputTokens, outputTokensMax),
    isCut,
  };
};
