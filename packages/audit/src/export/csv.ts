/**
 * Characters at which spreadsheets begin to calculate (OWASP CSV Injection), with their full-width forms,
 * also behind leading white space.
 */
const formulaStart = /^\s*[=+\-@\uff1d\uff0b\uff0d\uff20]|^[\t\r\n]/;

/** One cell: formulas are disarmed by a leading apostrophe, everything that could break the row is quoted (RFC 4180). */
export const csvCell = (value: string): string => {
  const disarmed = formulaStart.test(value.replaceAll('\0', '')) ? `'${value}` : value;
  return /[",\r\n]|^\s|\s$/.test(disarmed) ? `"${disarmed.replaceAll('"', '""')}"` : disarmed;
};

/** A row with its line end. */
export const csvLine = (cells: readonly string[]): string => `${cells.map(csvCell).join(',')}\r\n`;
