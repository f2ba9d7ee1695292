import { DomainError } from '@switchyard/domain';
import { decodeText } from './decode-text.ts';
import { parseCsv } from './parse-csv.ts';
import { parseJsonRows } from './parse-json.ts';
import { type SourceContent, type SourceLimits, sourceLimits, tooManyBytes } from './source-content.ts';

export type UploadFormat = 'csv' | 'json' | 'text';

/**
 * The content of an uploaded file, by the format its source declares; name and content type of the file prove nothing.
 * Throws `too_large`, or `invalid_input` when the bytes are not what was declared.
 */
export const parseUpload = (
  file: { readonly name: string; readonly bytes: Uint8Array },
  format: UploadFormat,
  limits: SourceLimits = sourceLimits,
): SourceContent => {
  const name = file.name.slice(0, 200) || 'The file';
  if (file.bytes.byteLength > limits.bytesMax) throw tooManyBytes(name, limits.bytesMax);
  const text = decodeText(file.bytes, name);
  if (text.trim() === '') throw new DomainError('invalid_input', `${name} is empty.`);
  if (format === 'csv') return parseCsv(text, name, limits);
  if (format === 'json') return parseJsonRows(text, name, limits);
  return { kind: 'text', text };
};
