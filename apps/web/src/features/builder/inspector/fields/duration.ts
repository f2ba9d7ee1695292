/** Units a person chooses from, with how ISO 8601 writes them. */
export const durationUnits = [
  { value: 'S', label: 'seconds', prefix: 'PT' },
  { value: 'M', label: 'minutes', prefix: 'PT' },
  { value: 'H', label: 'hours', prefix: 'PT' },
  { value: 'D', label: 'days', prefix: 'P' },
] as const;
export type DurationUnit = (typeof durationUnits)[number]['value'];

/** An amount of one unit, or undefined when the duration mixes units or is none. */
export const splitDuration = (text: string): { readonly amount: string; readonly unit: DurationUnit } | undefined => {
  const match = /^P(?:(\d+)D|T(\d+)([HMS]))$/.exec(text);
  if (!match) return undefined;
  const unit = durationUnits.find(({ value }) => value === (match[3] ?? 'D'));
  return unit && { amount: match[1] ?? match[2] ?? '', unit: unit.value };
};

export const writeDuration = (amount: string, unit: DurationUnit): string | undefined => {
  const digits = amount.replace(/\D/g, '');
  if (digits === '') return undefined;
  return `${unit === 'D' ? 'P' : 'PT'}${Number(digits)}${unit}`;
};
