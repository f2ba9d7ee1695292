import { promisify } from 'node:util';
import { brotliDecompress, gunzip, inflate } from 'node:zlib';

type Decoder = (bytes: Buffer, options: { readonly maxOutputLength: number }) => Promise<Buffer>;

const decoders: Readonly<Record<string, Decoder>> = {
  gzip: promisify(gunzip),
  'x-gzip': promisify(gunzip),
  deflate: promisify(inflate),
  br: promisify(brotliDecompress),
};

const isTooLarge = (thrown: unknown): boolean =>
  thrown instanceof Error && 'code' in thrown && thrown.code === 'ERR_BUFFER_TOO_LARGE';

/**
 * The plain bytes of a body by its `Content-Encoding`, the last of several undone first; what has another encoding stays as it is.
 * Null: more than `bytesMax`, which is found out without unpacking it all. Throws zlib's errors for damaged bytes.
 */
export const decompress = async (bytes: Buffer, encoding: string, bytesMax: number): Promise<Buffer | null> => {
  let plain = bytes;
  for (const name of encoding.toLowerCase().split(',').reverse()) {
    const decode = decoders[name.trim()];
    if (!decode) return plain;
    try {
      plain = await decode(plain, { maxOutputLength: bytesMax });
    } catch (thrown) {
      if (isTooLarge(thrown)) return null;
      throw thrown;
    }
  }
  return plain;
};
