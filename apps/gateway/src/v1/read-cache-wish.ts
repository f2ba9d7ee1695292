import type { CacheWish } from '@switchyard/application';

/**
 * The directives of a request's `Cache-Control` (RFC 9111): `no-cache`, `no-store`, `max-age=SECONDS`. Others are passed over, as
 * that standard wants it.
 */
export const readCacheWish = (header: string | null): CacheWish => {
  const directives = (header ?? '').split(',').map((each) => each.trim().toLowerCase());
  const ages = directives.flatMap((each) => {
    const [, seconds] = /^max-age="?(\d{1,9})"?$/.exec(each) ?? [];
    return seconds === undefined ? [] : [Number(seconds)];
  });
  const ageMaxS = ages.length === 0 ? null : Math.min(...ages);
  return {
    isAskedAnew: directives.includes('no-cache') || ageMaxS === 0,
    isKeptOut: directives.includes('no-store'),
    ageMaxS,
  };
};
