import { type AskedCall, type JsonValue, noTokens, type TokenUsage } from '@switchyard/domain';
import type { AttemptReply } from '@switchyard/routing';
import { z } from 'zod';
import { badReply, findJson, tryParseJson } from './model-text.ts';

const count = z
  .int()
  .min(0)
  .nullish()
  .transform((value) => value ?? 0);

/** What is read of a chat completion; suppliers add and leave out much around it. */
const completionSchema = z.object({
  model: z.string().nullish(),
  choices: z
    .array(
      z.object({
        finish_reason: z.string().nullish(),
        message: z.object({
          content: z.string().nullish(),
          refusal: z.string().nullish(),
          tool_calls: z
            .array(z.object({ id: z.string(), function: z.object({ name: z.string(), arguments: z.string() }) }))
            .nullish(),
        }),
      }),
    )
    .min(1),
  usage: z
    .object({
      prompt_tokens: count,
      completion_tokens: count,
      total_tokens: count,
      prompt_tokens_details: z.object({ cached_tokens: count, cache_write_tokens: count }).nullish(),
      completion_tokens_details: z.object({ reasoning_tokens: count }).nullish(),
    })
    .nullish(),
});
type Completion = z.infer<typeof completionSchema>;

/** OpenAI counts cached tokens inside `prompt_tokens`; here each token is in one class. */
const usageOf = ({ usage }: Completion): TokenUsage => {
  if (!usage) return noTokens;
  const cachedInput = Math.min(usage.prompt_tokens, usage.prompt_tokens_details?.cached_tokens ?? 0);
  const uncached = usage.prompt_tokens - cachedInput;
  const cacheWrite = Math.min(uncached, usage.prompt_tokens_details?.cache_write_tokens ?? 0);
  // Some servers count what the model thought beside its answer; their total shows it.
  const output = Math.max(usage.completion_tokens, usage.total_tokens - usage.prompt_tokens);
  const reasoning = Math.min(output, usage.completion_tokens_details?.reasoning_tokens ?? 0);
  return { input: uncached - cacheWrite, cachedInput, cacheWrite, output, reasoning };
};

type ChatCall = NonNullable<Completion['choices'][number]['message']['tool_calls']>[number];

/** Arguments that are not JSON stay a text: whoever checks them says so to the model. */
const toAsked = ({ id, function: { name, arguments: written } }: ChatCall): AskedCall => ({
  id,
  tool: name,
  arguments: written.trim() === '' ? {} : (tryParseJson(written) ?? written),
});

/**
 * A chat completion (any JSON) as a reply of the port. A refusal is a decline; a cut or unreadable answer throws
 * DomainError `upstream_failed` with the tokens that were billed.
 */
export const readChatCompletion = (
  body: unknown,
  isSimulated: boolean,
  unwrap: (answer: JsonValue) => JsonValue,
): AttemptReply => {
  const parsed = completionSchema.safeParse(body);
  if (!parsed.success)
    throw badReply('The supplier sent a reply that is not a completion.', noTokens, true, isSimulated);
  const usage = usageOf(parsed.data);
  const answeredByModel = parsed.data.model ?? null;
  const [choice] = parsed.data.choices;
  const content = choice?.message.content ?? '';
  const refusal = choice?.message.refusal;
  if (refusal || choice?.finish_reason === 'content_filter') {
    const explanation = `The model declined: ${(refusal ?? 'the content was filtered').slice(0, 500)}`;
    return { kind: 'declined', explanation, usage, answeredByModel, isSimulated };
  }
  if (choice?.finish_reason === 'length') {
    throw badReply('The answer was cut at the limit of output tokens.', usage, false, isSimulated);
  }
  const asked = choice?.message.tool_calls ?? [];
  if (asked.length > 0) {
    return { kind: 'calls', calls: asked.map(toAsked), text: content, usage, answeredByModel, isSimulated };
  }
  const answer = findJson(content);
  if (answer === undefined) throw badReply('The model did not answer with JSON.', usage, true, isSimulated);
  return { kind: 'answer', output: unwrap(answer), usage, answeredByModel, isSimulated };
};
