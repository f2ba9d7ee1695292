import type { SupplierSummary } from '@switchyard/application';
import { dataClasses, type SupplierKind, supplierKinds } from '@switchyard/domain';
import type { FormField, FormValue } from '@switchyard/ui';
import { kindHints, kindWords, takesKey } from './supplier-words.ts';

const classHints = {
  public: 'Anything already published',
  internal: 'Ordinary business data',
  confidential: 'Customers, contracts, money',
  restricted: 'Health, salaries, secrets',
} as const;

const text = (value: unknown): string => (typeof value === 'string' ? value.trim() : '');
const number = (value: unknown): number => (typeof value === 'number' ? value : 0);

const humanFields: readonly FormField[] = [
  { name: 'usdPerMinute', label: 'Cost of a minute', kind: 'number', min: 0, unit: 'USD', isRequired: true },
  { name: 'minutesPerTask', label: 'Minutes a task takes', kind: 'number', min: 0, unit: 'min', isRequired: true },
];

/** What can be said about a supplier of this kind. */
export const supplierFields = (kind: SupplierKind): readonly FormField[] => [
  { name: 'name', label: 'Name', kind: 'string', isRequired: true, maxLength: 120 },
  {
    name: 'dataClassMax',
    label: 'May receive data up to',
    kind: 'enum',
    isRequired: true,
    options: dataClasses.map((value) => ({ value, label: value, hint: classHints[value] })),
    hint: 'A floor that nothing lowers: no price, no fallback, no test.',
  },
  ...(!takesKey({ kind })
    ? []
    : ([
        {
          name: 'baseUrl',
          label: 'Base URL',
          kind: 'string',
          isRequired: kind === 'openai-compatible',
          hint: 'A private address has to be allowed by whoever operates Switchyard (SWITCHYARD_OUTBOUND_ALLOW).',
          placeholder: kind === 'openai-compatible' ? 'http://127.0.0.1:11434/v1' : 'The official address',
        },
        { name: 'residency', label: 'Where it processes data', kind: 'string', maxLength: 60, placeholder: 'eu' },
      ] satisfies FormField[])),
  ...(kind === 'human' ? humanFields : []),
];

/** First question of a new supplier. */
export const kindField: FormField = {
  name: 'kind',
  label: 'Kind',
  kind: 'enum',
  isRequired: true,
  options: supplierKinds.map((value) => ({ value, label: kindWords[value], hint: kindHints[value] })),
};

export const toSupplierForm = (supplier: SupplierSummary): FormValue => ({
  name: supplier.name,
  dataClassMax: supplier.dataClassMax,
  ...(supplier.baseUrl === null ? {} : { baseUrl: supplier.baseUrl }),
  ...(supplier.residency === '' ? {} : { residency: supplier.residency }),
  ...(supplier.human === null
    ? {}
    : {
        usdPerMinute: supplier.human.microUsdPerMinute / 1_000_000,
        minutesPerTask: supplier.human.minutesPerTask,
      }),
});

/** The form as the use cases take it. What is not valid is said by the server, field by field. */
export const fromSupplierForm = (kind: SupplierKind, value: FormValue, roles: readonly string[] = []) => ({
  name: text(value.name),
  dataClassMax: dataClasses.find((each) => each === value.dataClassMax) ?? ('public' as const),
  baseUrl: text(value.baseUrl) === '' ? null : text(value.baseUrl),
  residency: text(value.residency),
  human:
    kind === 'human'
      ? {
          microUsdPerMinute: Math.round(number(value.usdPerMinute) * 1_000_000),
          minutesPerTask: number(value.minutesPerTask),
          roles: [...roles],
        }
      : null,
});

/** `Our vLLM (Frankfurt)` → `our-vllm-frankfurt`. */
export const slugOf = (name: string): string =>
  name
    .toLowerCase()
    .normalize('NFKD')
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
    .slice(0, 64);
