import type { EndpointSummary } from '@switchyard/application';
import type { SupplyLimits } from '@switchyard/domain';
import type { FormField, FormValue } from '@switchyard/ui';

const text = (value: unknown): string => (typeof value === 'string' ? value.trim() : '');
const orNull = (value: unknown): number | null => (typeof value === 'number' ? value : null);

export const limitFields: readonly FormField[] = [
  {
    name: 'callsAtOnce',
    label: 'Calls at once',
    kind: 'number',
    isInteger: true,
    min: 1,
    hint: 'Counted over all workers and gateways. Where it is reached, a step waits or the next candidate is asked, as the policy says. Empty: no limit.',
  },
  { name: 'callsPerMinute', label: 'Calls a minute', kind: 'number', isInteger: true, min: 1 },
  {
    name: 'tokensPerMinute',
    label: 'Tokens a minute',
    kind: 'number',
    isInteger: true,
    min: 1,
    hint: 'Read and written. A call holds what it may use, and gives back what it did not.',
  },
];

export const toLimitForm = ({ callsAtOnce, callsPerMinute, tokensPerMinute }: SupplyLimits): FormValue => ({
  ...(callsAtOnce === null ? {} : { callsAtOnce }),
  ...(callsPerMinute === null ? {} : { callsPerMinute }),
  ...(tokensPerMinute === null ? {} : { tokensPerMinute }),
});

export const fromLimitForm = (value: FormValue): SupplyLimits => ({
  callsAtOnce: orNull(value.callsAtOnce),
  callsPerMinute: orNull(value.callsPerMinute),
  tokensPerMinute: orNull(value.tokensPerMinute),
});

const count = (limit: number): string => limit.toLocaleString('en-US');

/** “5 at once, 60 calls a minute”, or “no limit”. */
export const sayLimits = ({ callsAtOnce, callsPerMinute, tokensPerMinute }: SupplyLimits): string => {
  const said = [
    callsAtOnce === null ? null : `${count(callsAtOnce)} at once`,
    callsPerMinute === null ? null : `${count(callsPerMinute)} calls a minute`,
    tokensPerMinute === null ? null : `${count(tokensPerMinute)} tokens a minute`,
  ].filter((each) => each !== null);
  return said.length === 0 ? 'no limit' : said.join(', ');
};

const orderFields: readonly FormField[] = [
  {
    name: 'place',
    label: 'Order',
    kind: 'number',
    isInteger: true,
    min: 1,
    max: 99,
    isRequired: true,
    hint: 'The lowest is asked first. Those with the same number share the calls.',
  },
  {
    name: 'weight',
    label: 'Share',
    kind: 'number',
    isInteger: true,
    min: 1,
    max: 1000,
    isRequired: true,
    hint: 'Among those with the same order: 3 gets three times the calls of 1.',
  },
  { name: 'isEnabled', label: 'Is used', kind: 'boolean' },
];

/** What can be said of a key or region; null: a new one. */
export const endpointFields = (endpoint: EndpointSummary | null): readonly FormField[] => {
  if (endpoint?.isMain) return [...orderFields, ...limitFields];
  return [
    {
      name: 'label',
      label: 'Label',
      kind: 'string',
      isRequired: true,
      maxLength: 64,
      isDisabled: endpoint !== null,
      placeholder: 'eu-west',
      hint: 'Small letters, digits and dashes. Receipts name it; it stays.',
    },
    {
      name: 'key',
      label: 'Key',
      kind: 'secret',
      isStored: endpoint !== null && endpoint.keyLastFour !== null,
      hint: 'Stored sealed, never shown again. Left empty, the one that is stored stays.',
    },
    {
      name: 'baseUrl',
      label: 'Base URL',
      kind: 'string',
      format: 'uri',
      placeholder: 'The supplier’s own address',
    },
    {
      name: 'residency',
      label: 'Where it processes data',
      kind: 'string',
      maxLength: 60,
      placeholder: 'As the supplier',
      hint: 'Where the policy does not allow the place, it is never asked.',
    },
    ...orderFields,
    ...limitFields,
  ];
};

export const toEndpointForm = (
  endpoint: EndpointSummary | null,
  ownUrl: string | null,
  ownResidency: string,
): FormValue => {
  if (!endpoint) return { place: 2, weight: 1, isEnabled: true };
  const { label, baseUrl, residency, place, weight, isEnabled, limits } = endpoint;
  return {
    ...{ label, place, weight, isEnabled },
    ...(baseUrl === null || baseUrl === ownUrl ? {} : { baseUrl }),
    ...(residency === ownResidency ? {} : { residency }),
    ...toLimitForm(limits),
  };
};

/** The form as the use cases take it. What is not valid is said by the server. */
export const fromEndpointForm = (value: FormValue) => ({
  baseUrl: text(value.baseUrl) === '' ? null : text(value.baseUrl),
  residency: text(value.residency) === '' ? null : text(value.residency),
  ...orderOf(value),
});

/** Of the supplier's own endpoint, whose address and residency are changed with the supplier. */
export const orderOf = (value: FormValue) => ({
  place: orNull(value.place) ?? 1,
  weight: orNull(value.weight) ?? 1,
  isEnabled: value.isEnabled !== false,
  limits: fromLimitForm(value),
});

export const labelOf = (value: FormValue): string => text(value.label);
export const keyOf = (value: FormValue): string | null => (text(value.key) === '' ? null : text(value.key));
