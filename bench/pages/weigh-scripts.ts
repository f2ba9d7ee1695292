import { gzipSync } from 'node:zlib';

const sizes = new Map<string, Promise<number>>();

const gzipBytes = (url: string): Promise<number> => {
  const known = sizes.get(url);
  if (known) return known;
  const size = fetch(url).then(async (response) => gzipSync(Buffer.from(await response.arrayBuffer())).length);
  sizes.set(url, size);
  return size;
};

/** Kilobytes of gzip that a first visit loads as scripts: every script tag of the document, without those for old browsers. */
export const weighScripts = async (webUrl: string, html: string): Promise<number> => {
  const tags = html.match(/<script\b[^>]*>/g) ?? [];
  const sources = tags
    .filter((tag) => !/\bnomodule\b/i.test(tag))
    .flatMap((tag) => /\bsrc="([^"]+)"/.exec(tag)?.[1] ?? []);
  const weights = await Promise.all([...new Set(sources)].map((source) => gzipBytes(new URL(source, webUrl).href)));
  return weights.reduce((sum, bytes) => sum + bytes, 0) / 1000;
};
