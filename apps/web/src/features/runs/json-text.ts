import { type JsonValue, jsonValueSchema } from '@switchyard/domain';

/** JSON that somebody typed; nothing typed is null, and what is no JSON is undefined. */
export const parseJsonText = (text: string): JsonValue | undefined => {
  if (text.trim() === '') return null;
  try {
    return jsonValueSchema.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
};
