import type { JsonObject, JsonValue } from '@switchyard/domain';
import { isWordType } from './part-types.ts';

/** What stands in a call beside words. */
export interface CallContent {
  readonly images: number;
  /** Characters of the images that came along with the call. */
  readonly imageChars: number;
  /** Files that came along: what they hold is not known before they are read. */
  readonly files: number;
  readonly fileChars: number;
  readonly hasAudio: boolean;
  /** Content that the supplier already has or is to fetch: its length is not known here. */
  readonly refersElsewhere: boolean;
  /** Something is to be kept in the supplier's cache for longer than the ordinary time. */
  readonly keepsForAnHour: boolean;
  /** A kind of part that nobody here knows; null where there is none. */
  readonly unknownPart: string | null;
}

type Found = { -readonly [Field in keyof CallContent]: CallContent[Field] };

const imageTypes: ReadonlySet<unknown> = new Set(['image', 'image_url', 'input_image', 'computer_screenshot']);
const fileTypes: ReadonlySet<unknown> = new Set(['file', 'input_file', 'document', 'container_upload', 'video_url']);
const audioTypes: ReadonlySet<unknown> = new Set(['input_audio', 'audio', 'audio_url', 'output_audio']);
/** Seen to as references. */
const referenceTypes: ReadonlySet<unknown> = new Set(['item_reference', 'container_upload']);

const isObject = (value: JsonValue | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const lengthOf = (value: JsonValue | undefined): number => (typeof value === 'string' ? value.length : 0);

/** The longest of the places in which the formats put bytes; other fields of the part are words. */
const charsOf = (part: JsonObject): number => {
  let chars = 0;
  for (const holder of [part, part.image_url, part.source, part.file, part.input_audio, part.audio_url]) {
    if (!isObject(holder)) continue;
    chars = Math.max(chars, lengthOf(holder.url), lengthOf(holder.data), lengthOf(holder.file_data));
  }
  return Math.max(chars, lengthOf(part.image_url), lengthOf(part.file_data));
};

const has = (value: JsonValue | undefined, field: string): boolean =>
  isObject(value) && value[field] !== undefined && value[field] !== null;

const isReference = (part: JsonObject): boolean => {
  const { type, source, file } = part;
  if ([part, file, source].some((each) => has(each, 'file_id') || has(each, 'file_url'))) return true;
  return type === 'item_reference' || type === 'container_upload' || (type === 'document' && has(source, 'url'));
};

/** A document that is written out in the call is words. */
const isWords = ({ source }: JsonObject): boolean =>
  isObject(source) && (source.type === 'text' || source.type === 'content');

/** A document in words, and everything without a type, is known by where it stands. */
const isUnknown = ({ type }: JsonObject): boolean => {
  if (type === undefined || type === null || fileTypes.has(type) || referenceTypes.has(type)) return false;
  return typeof type !== 'string' || !isWordType(type);
};

const notePart = (part: JsonObject, found: Found): void => {
  if (imageTypes.has(part.type)) {
    found.images += 1;
    found.imageChars += charsOf(part);
  } else if (fileTypes.has(part.type) && !isWords(part)) {
    found.files += 1;
    found.fileChars += charsOf(part);
  } else if (audioTypes.has(part.type)) {
    found.files += 1;
    found.fileChars += charsOf(part);
    found.hasAudio = true;
  } else if (isUnknown(part)) {
    found.files += 1;
    found.unknownPart ??= String(part.type);
  }
  // Of an answer that was spoken before, a message names only where it is.
  if (has(part.audio, 'id')) {
    found.hasAudio = true;
    found.refersElsewhere = true;
  }
  if (isReference(part)) found.refersElsewhere = true;
};

/** The ordinary time has two spellings; every other one has a price of its own. */
const isOrdinary = (ttl: JsonValue | undefined): boolean => ttl === undefined || ttl === null || ttl === '5m';

const noteCache = ({ cache_control: control }: JsonObject, found: Found): void => {
  if (isObject(control) && !isOrdinary(control.ttl)) found.keepsForAnHour = true;
};

const walk = (value: JsonValue | undefined, found: Found): void => {
  if (typeof value !== 'object' || value === null) return;
  if (Array.isArray(value)) {
    for (const each of value) walk(each, found);
    return;
  }
  notePart(value, found);
  noteCache(value, found);
  walk(value.content, found);
  walk(value.output, found);
  if (isObject(value.source)) walk(value.source.content, found);
};

/** Looks once through what a call says, where the formats allow more than words. */
export const contentOf = (body: JsonObject): CallContent => {
  const found: Found = {
    images: 0,
    imageChars: 0,
    files: 0,
    fileChars: 0,
    hasAudio: false,
    refersElsewhere: false,
    keepsForAnHour: false,
    unknownPart: null,
  };
  noteCache(body, found);
  walk(body.messages, found);
  walk(body.system, found);
  walk(body.input, found);
  if (Array.isArray(body.tools)) for (const tool of body.tools) if (isObject(tool)) noteCache(tool, found);
  return found;
};
