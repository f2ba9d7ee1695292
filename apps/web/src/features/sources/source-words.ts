import type { Status } from '@switchyard/ui';

export const authorityOptions = [
  { value: 'authoritative', label: 'Authoritative', hint: 'The truth itself: decisions may rest on it.' },
  { value: 'derived', label: 'Derived', hint: 'Made from another source: right as long as that is.' },
  { value: 'untrusted', label: 'Not to be trusted', hint: 'May be read and shown, never used to decide alone.' },
] as const;

export const dataClassOptions = [
  { value: 'public', label: 'Public', hint: 'May go anywhere.' },
  { value: 'internal', label: 'Internal', hint: 'For suppliers cleared for internal data.' },
  { value: 'confidential', label: 'Confidential', hint: 'For suppliers cleared for confidential data.' },
  {
    value: 'restricted',
    label: 'Restricted',
    hint: 'Only where restricted data is allowed, usually your own machines.',
  },
] as const;

export const fieldTypeOptions = [
  { value: 'text', label: 'Text' },
  { value: 'number', label: 'Number' },
  { value: 'boolean', label: 'Yes or no' },
  { value: 'date', label: 'Date' },
  { value: 'json', label: 'JSON' },
] as const;

export const kindWords = { upload: 'File', http: 'HTTP', postgres: 'Postgres table' } as const;

export const authorityWord = (authority: string): string =>
  authorityOptions.find(({ value }) => value === authority)?.label ?? authority;

/** One word about whether a source can be read now. */
export const statusOf = (source: { lastError: unknown; isStale: boolean; versionNumber: number | null }): Status => {
  if (source.lastError !== null) return 'down';
  if (source.versionNumber === null) return 'draft';
  return source.isStale ? 'stale' : 'fresh';
};

export const showBytes = (bytes: number): string =>
  bytes < 1000
    ? `${bytes} B`
    : bytes < 1_000_000
      ? `${(bytes / 1000).toFixed(1)} kB`
      : `${(bytes / 1_000_000).toFixed(1)} MB`;

/** Minutes as `no limit`, `90 min`, `2 days`. */
export const showLimit = (minutes: number | null): string => {
  if (minutes === null) return 'No limit';
  if (minutes % 1440 === 0) return minutes === 1440 ? '1 day' : `${minutes / 1440} days`;
  return minutes % 60 === 0 ? `${minutes / 60} h` : `${minutes} min`;
};

/** A key made of a name: `Vendor list 2026` → `vendor-list-2026`. */
export const slugOf = (name: string): string =>
  name
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .slice(0, 60)
    .replaceAll(/^-+|-+$/g, '');
