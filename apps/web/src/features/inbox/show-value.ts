/** A value of a fact or result as people read it; text from outside stays text. */
export const showValue = (value: unknown): string => {
  if (value === null || value === undefined || value === '') return '–';
  if (typeof value === 'number') return value.toLocaleString('en-US', { maximumFractionDigits: 6 });
  if (typeof value === 'boolean') return value ? 'Yes' : 'No';
  return typeof value === 'string' ? value : JSON.stringify(value);
};

const briefCharsMax = 80;

/** The same in one line: the parts of an object by their names, nothing longer than a line. */
export const showBriefly = (value: unknown): string => {
  const text =
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.entries(value)
          .map(([name, part]) => `${showName(name).toLowerCase()} ${showValue(part)}`)
          .join(', ') || '–'
      : showValue(value);
  const line = text.replaceAll(/\s+/g, ' ');
  return line.length > briefCharsMax ? `${line.slice(0, briefCharsMax).trimEnd().toWellFormed()}…` : line;
};

/** `vendorName` and `vendor_name` become “Vendor name”. */
export const showName = (name: string): string => {
  const words = name
    .replaceAll(/([a-z\d])([A-Z])/g, '$1 $2')
    .replaceAll('_', ' ')
    .toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
};
