import { DomainError, digitsAsText, type Inexact, isDomainError, parseExactly } from '@switchyard/domain';

const depthMax = 64;
const quote = 0x22;
const backslash = 0x5c;
const [openBracket, openBrace, closeBracket, closeBrace] = [0x5b, 0x7b, 0x5d, 0x7d];

/** Deepest nesting of a JSON text, without parsing it: validators recurse, and a body may be millions of brackets deep. */
const depthOf = (body: Buffer): number => {
  let depth = 0;
  let deepest = 0;
  let isInText = false;
  for (let at = 0; at < body.length; at += 1) {
    const byte = body[at] ?? 0;
    if (isInText) {
      if (byte === backslash) at += 1;
      else if (byte === quote) isInText = false;
    } else if (byte === quote) isInText = true;
    else if (byte === openBracket || byte === openBrace) {
      depth += 1;
      if (depth > deepest) deepest = depth;
    } else if (byte === closeBracket || byte === closeBrace) depth -= 1;
  }
  return deepest;
};

/** Throws `unsupported_media_type` unless the type is JSON, exactly: another type must not be read as if it were. */
export const requireJson = (contentType: string | undefined): void => {
  if (/^application\/json(?:\s*;\s*charset="?utf-8"?)?$/i.test((contentType ?? '').trim())) return;
  throw new DomainError('unsupported_media_type', 'Send JSON, with the header Content-Type: application/json.');
};

const utf8 = new TextDecoder('utf-8', { fatal: true });

const refuseInexact = ({ kind, text }: Inexact): never => {
  if (kind === 'name')
    throw new DomainError('invalid_input', `A field may not be called ${text}. Give it another name.`);
  const shown = text.length > 40 ? `${text.slice(0, 40)}…` : text;
  throw new DomainError('invalid_input', `${shown} is beyond 2^53 and would be rounded. Send it as text: "${shown}".`);
};

const readers = {
  /** As whoever else parses it would: what is passed on to a lab is the lab's. */
  plain: (text: string): unknown => JSON.parse(text),
  /** Of callers who read our answer: what cannot be kept exactly is refused. */
  strict: (text: string): unknown => parseExactly(text, refuseInexact),
  /** Of senders whose events must not be lost: a long integer is the text of its digits. */
  lenient: (text: string): unknown =>
    parseExactly(text, (inexact, value) =>
      inexact.kind === 'name' ? refuseInexact(inexact) : digitsAsText(inexact, value),
    ),
};

/** Bytes → unknown. Throws `invalid_input` saying where the text stops being JSON, or what of it cannot be kept. */
export const parseJson = (body: Buffer, reader: keyof typeof readers = 'plain'): unknown => {
  if (depthOf(body) > depthMax) {
    throw new DomainError('invalid_input', `The body is nested deeper than ${depthMax} levels.`);
  }
  try {
    return readers[reader](utf8.decode(body));
  } catch (cause) {
    if (isDomainError(cause)) throw cause;
    const where = cause instanceof SyntaxError ? `: ${cause.message}` : '';
    throw new DomainError('invalid_input', `The body is not valid JSON${where}`, { cause });
  }
};
