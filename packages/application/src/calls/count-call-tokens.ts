import { DomainError, type JsonObject, type JsonValue } from '@switchyard/domain';
import { countTokens } from '@switchyard/suppliers';
import { authorise } from '../access/authorise.ts';
import type { VirtualKey } from '../api-keys/resolve-api-key.ts';
import type { App } from '../app.ts';
import { contentOf } from './call-content.ts';
import { fileTokens, wordsOf } from './call-facts.ts';
import { callRoutingOf } from './call-routing.ts';
import { findTarget } from './call-target.ts';
import { modelNameOf } from './model-call.ts';

/** What a model reads of a call in words. */
const said = ({ system, messages, instructions, input }: JsonObject): JsonObject => ({
  system: system ?? null,
  messages: messages ?? null,
  instructions: instructions ?? null,
  input: input ?? null,
});

/** Schemas are read with the names of their fields. */
const written = (value: JsonValue | undefined): string =>
  value === undefined || value === null ? '' : JSON.stringify(value);

/**
 * About how many tokens a call would read, counted here: nothing is sent, stored or billed. By one vocabulary for all models, so
 * other labs' own counts differ by some per cent; an image counts as much as is expected of one.
 * Throws `forbidden`, `not_found`, and `invalid_input` for what only the supplier can count.
 */
export const countCallTokens = async (app: App, key: VirtualKey, body: JsonObject): Promise<number> => {
  authorise(key.actor, 'models.call');
  const { suppliers } = await callRoutingOf(app, key.actor.organisationId);
  const { kind } = findTarget(suppliers, key, modelNameOf(body));
  if (kind === 'task') {
    throw new DomainError('invalid_input', 'model: What is sent for a task is written by the task. Name a model.');
  }
  if (body.messages === undefined && body.input === undefined) {
    throw new DomainError('invalid_input', 'messages or input: Say what is to be counted.');
  }
  const { images, files, refersElsewhere } = contentOf(body);
  if (files > 0 || refersElsewhere) {
    const why = 'How many tokens a file has, or what is stored elsewhere, only its supplier can count.';
    throw new DomainError('invalid_input', `${why} Leave it out to count the rest.`);
  }
  const format = body.output_config ?? body.text;
  const text = [wordsOf(said(body)), written(body.tools), written(format)].filter((each) => each !== '').join('\n');
  return (await countTokens(text)) + images * fileTokens;
};
