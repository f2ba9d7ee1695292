import type { PriceExtra } from '@switchyard/domain';

type Extras = Readonly<Record<string, PriceExtra>>;

const say = (extra: PriceExtra): string =>
  'percent' in extra ? `${extra.percent}%` : `$${(extra.perUseMicroUsd / 1_000_000).toString()}`;

/** `priority 200%, web_search $0.01`; undefined where there is nothing to say. */
export const writeExtras = (extras: Extras | undefined): string | undefined => {
  const said = Object.entries(extras ?? {}).map(([name, extra]) => `${name} ${say(extra)}`);
  return said.length === 0 ? undefined : said.join(', ');
};

const form = /^([\w.:-]{1,60})\s+(?:(\d{1,6})\s*%|\$\s*(\d{1,6}(?:\.\d{1,6})?))$/;

/** Reads what `writeExtras` writes. Throws where a part is neither a share nor an amount. */
export const parseExtras = (text: unknown): Record<string, PriceExtra> => {
  const extras: Record<string, PriceExtra> = {};
  for (const part of typeof text === 'string' ? text.split(',') : []) {
    if (part.trim() === '') continue;
    const [, name, percent, dollars] = form.exec(part.trim()) ?? [];
    if (name === undefined) throw new Error(`“${part.trim()}” is no price.`);
    extras[name] =
      percent === undefined
        ? { perUseMicroUsd: Math.round(Number(dollars) * 1_000_000) }
        : { percent: Number(percent) };
  }
  return extras;
};
