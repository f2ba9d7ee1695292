/** Non-empty lines with runs of white space collapsed. Longer texts are cut: a receipt has no 500 lines. */
export const textLines = (text: string): string[] =>
  text
    .slice(0, 50_000)
    .split(/\r?\n/)
    .map((line) => line.replaceAll(/\s+/g, ' ').trim())
    .filter((line) => line !== '')
    .slice(0, 500);

/** Lines that name an identifier, a contact or the document itself: they end a letterhead. */
export const isReferenceLine = (line: string): boolean =>
  /\b(?:tel|phone|ph|fax|h\/p|hp|mobile|email|e-mail|www|http|website|gst|sst|vat|tax|invoice|inv|receipt|bill|cash sales?|reg(?:istration)?|roc|co\.? ?(?:reg|no)|company no|br no|brn|doc(?:ument)?|date|time|cashier|table|order|trn|pos|member|uen|abn|ein|iban)\b/i.test(
    line,
  ) ||
  /@\w+\.\w+/.test(line) ||
  /^\(?[A-Z]{0,3}\d{5,}[- ]?[A-Z]{0,2}\)?$/i.test(line) ||
  /^\(?\d{4,}-[A-Z]\)?/i.test(line);
