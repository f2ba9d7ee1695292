import type { JsonObject, JsonValue } from '@switchyard/domain';
import type { RoutingPolicy } from '@switchyard/routing';
import type { CallFacts } from './call-facts.ts';
import type { ModelCall } from './model-call.ts';

/** What is asked for with these is not all said again by text: an answer that is given again would lack it. */
const unrepeatable = ['logprobs', 'top_logprobs', 'thinking', 'audio', 'modalities', 'include', 'background'] as const;

const isSet = (value: JsonValue | undefined): boolean =>
  value !== undefined &&
  value !== null &&
  value !== false &&
  value !== 0 &&
  !(Array.isArray(value) && value.length === 0);

const isObject = (value: JsonValue | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isRemote = (value: JsonValue | undefined): boolean => typeof value === 'string' && /^https?:/i.test(value);

/** An image that somebody else may change without the request saying so. */
const hasRemoteImage = (value: JsonValue | undefined): boolean => {
  if (Array.isArray(value)) return value.some(hasRemoteImage);
  if (!isObject(value)) return false;
  const { image_url: image, source, content } = value;
  if (isRemote(image) || (isObject(image) && isRemote(image.url))) return true;
  return (isObject(source) && isRemote(source.url)) || hasRemoteImage(content);
};

const wantsVariety = ({ temperature }: JsonObject): boolean => typeof temperature === 'number' && temperature > 0;

/**
 * Whether the answer of a call depends on nothing but what the call says, and may be given again. Not where the supplier acts or
 * reads on its own account, where several answers are wanted, or where the client says itself that answers are to vary, unless
 * the rules allow that.
 */
export const isCacheableCall = (
  { body }: ModelCall,
  facts: CallFacts,
  { allowsVaried }: NonNullable<RoutingPolicy['cache']>,
): boolean =>
  facts.answers === 1 &&
  !facts.capabilities.includes('hosted_tools') &&
  !unrepeatable.some((field) => isSet(body[field])) &&
  !(isObject(body.reasoning) && isSet(body.reasoning.summary)) &&
  !hasRemoteImage(body.messages) &&
  !hasRemoteImage(body.input) &&
  (allowsVaried || !wantsVariety(body));
