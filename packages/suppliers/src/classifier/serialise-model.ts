import { DomainError } from '@switchyard/domain';
import { z } from 'zod';
import type { ClassifierModel } from './classifier-model.ts';
import { createFeatureIndex } from './feature-index.ts';

/*
 * The stored form, little-endian:
 *   magic "SWCL" · format 1 (u32) · length of the header (u32) · header (JSON, UTF-8, padded with spaces to a multiple of 4)
 *   · hashes (u32 each feature) · scales (f32 each feature) · biases (f32 each label) · weights (i8, features × labels)
 * A weight is its byte times the scale of its feature: 1 byte instead of 4, and the labels hardly change.
 */
const magic = 0x4c43_5753;
const format = 1;
const prefixBytes = 12;
const bytesMax = 64_000_000;

const headerSchema = z.object({
  labels: z.array(z.string().max(200)).min(2).max(500),
  features: z.int().min(0),
  temperature: z.number().positive(),
  threshold: z.number(),
  noveltyFloor: z.number(),
});

/** Weights of one feature as bytes; returns their scale. */
const quantiseRow = (weights: Float32Array | Int8Array, bytes: Int8Array): number => {
  let largest = 0;
  for (const weight of weights) largest = Math.max(largest, Math.abs(weight));
  const scale = largest / 127;
  if (scale === 0) return 0;
  for (const [each, weight] of weights.entries()) bytes[each] = Math.round(weight / scale);
  return scale;
};

/** The model as bytes. Its weights lose precision: what is kept is what `parseModel` gives back. */
export const serialiseModel = (model: ClassifierModel): Uint8Array => {
  const { labels, classes, temperature, threshold, noveltyFloor } = model;
  const { hashes } = model.index;
  const features = hashes.length;
  const json = JSON.stringify({ labels, features, temperature, threshold, noveltyFloor });
  const encoded = new TextEncoder().encode(json);
  const header = new Uint8Array(Math.ceil(encoded.length / 4) * 4).fill(0x20);
  header.set(encoded);
  const bytes = new Uint8Array(prefixBytes + header.length + features * 8 + classes * 4 + features * classes);
  const view = new DataView(bytes.buffer);
  for (const [at, value] of [magic, format, header.length].entries()) view.setUint32(at * 4, value, true);
  bytes.set(header, prefixBytes);
  let offset = prefixBytes + header.length;
  new Uint32Array(bytes.buffer, offset, features).set(hashes);
  offset += features * 4;
  const scales = new Float32Array(bytes.buffer, offset, features);
  offset += features * 4;
  new Float32Array(bytes.buffer, offset, classes).set(model.biases);
  offset += classes * 4;
  for (let row = 0; row < features; row += 1) {
    const target = new Int8Array(bytes.buffer, offset + row * classes, classes);
    const weights = model.weights.subarray(row * classes, (row + 1) * classes);
    if (model.scales === null) scales[row] = quantiseRow(weights, target);
    else {
      scales[row] = model.scales[row] ?? 0;
      target.set(weights);
    }
  }
  return bytes;
};

const damaged = (why: string, cause?: unknown): DomainError =>
  new DomainError('payload_lost', `The stored classifier is damaged: ${why}. Train a new version.`, { cause });

const readHeader = (bytes: Uint8Array): z.infer<typeof headerSchema> => {
  try {
    return headerSchema.parse(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)));
  } catch (cause) {
    throw damaged('its header cannot be read', cause);
  }
};

/** The model that `serialiseModel` stored. Throws DomainError `payload_lost` for anything else. */
export const parseModel = (stored: Uint8Array): ClassifierModel => {
  if (stored.length < prefixBytes || stored.length > bytesMax) throw damaged('its length is not possible');
  // A copy of its own, also of a Buffer, whose slice is a view: numbers need their boundaries.
  const bytes = new Uint8Array(stored);
  const view = new DataView(bytes.buffer);
  if (view.getUint32(0, true) !== magic) throw damaged('it is not a classifier');
  if (view.getUint32(4, true) !== format) throw damaged(`this release does not know format ${view.getUint32(4, true)}`);
  const headerBytes = view.getUint32(8, true);
  if (headerBytes % 4 !== 0 || prefixBytes + headerBytes > bytes.length) throw damaged('its header is too long');
  const header = readHeader(bytes.subarray(prefixBytes, prefixBytes + headerBytes));
  const { labels, features, temperature, threshold, noveltyFloor } = header;
  const classes = labels.length;
  const body = prefixBytes + headerBytes;
  if (bytes.length !== body + features * 8 + classes * 4 + features * classes) throw damaged('it is cut or too long');
  const hashes = new Uint32Array(bytes.buffer, body, features);
  const scales = new Float32Array(bytes.buffer, body + features * 4, features);
  const biases = new Float32Array(bytes.buffer, body + features * 8, classes);
  // Left as bytes: a row is then in two lines of the processor's cache instead of five, and waiting for them is most of the work.
  const weights = new Int8Array(bytes.buffer, body + features * 8 + classes * 4);
  const index = createFeatureIndex(hashes);
  return { labels, classes, weights, scales, biases, index, temperature, threshold, noveltyFloor };
};
