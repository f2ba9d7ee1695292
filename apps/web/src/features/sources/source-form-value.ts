import type { FormValue } from '@switchyard/ui';
import type { RegisterInput, SourceDetailData } from './source-types.ts';
import { authorityOptions, dataClassOptions } from './source-words.ts';

type Spec = RegisterInput['spec'];

export const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

export const requireAuthority = (value: unknown): Spec['authority'] =>
  authorityOptions.find((option) => option.value === value)?.value ?? 'untrusted';

export const requireDataClass = (value: unknown): Spec['dataClass'] =>
  dataClassOptions.find((option) => option.value === value)?.value ?? 'restricted';

const formatOf = (value: unknown): 'csv' | 'json' | 'text' => (value === 'json' || value === 'text' ? value : 'csv');

/** The connection as the server takes it; the name of the secret is the server's choice. */
export const originConfigOf = (kind: SourceDetailData['kind'], value: FormValue): Spec['config'] => {
  if (kind === 'upload') return { kind, format: formatOf(value.format) };
  if (kind === 'http') return { kind, url: textOf(value.url), rowsPath: textOf(value.rowsPath) };
  return { kind, connectionSecret: 'own', schema: textOf(value.schema) || 'public', table: textOf(value.table) };
};

/** The whole description of a new source. */
export const specOf = (kind: SourceDetailData['kind'], slug: string, value: FormValue): Spec => ({
  slug,
  name: textOf(value.name),
  description: textOf(value.description),
  authority: requireAuthority(value.authority),
  dataClass: requireDataClass(value.dataClass),
  freshnessLimitMinutes: typeof value.freshnessLimitMinutes === 'number' ? value.freshnessLimitMinutes : null,
  fields: [],
  config: originConfigOf(kind, value),
});
