import { DomainError } from '@switchyard/domain';

const decoder = new TextDecoder('utf-8', { fatal: true });

/**
 * UTF-8 text of a file, without its byte order mark. Throws `invalid_input` for other encodings and for binary files:
 * a declared type is a claim, the bytes decide.
 */
export const decodeText = (bytes: Uint8Array, name: string): string => {
  let text: string;
  try {
    text = decoder.decode(bytes);
  } catch (cause) {
    throw new DomainError('invalid_input', `${name} is not UTF-8 text. Save it as UTF-8 and upload it again.`, {
      cause,
    });
  }
  if (text.includes('\0')) throw new DomainError('invalid_input', `${name} is a binary file, not text.`);
  return text;
};
