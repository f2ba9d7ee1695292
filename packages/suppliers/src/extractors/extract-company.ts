import { isReferenceLine, textLines } from './text-lines.ts';

const legalForm =
  /\b(?:sdn\.?,? ?bh?[dn]\.?|s\/b|bhd\.?|pte\.? ?ltd\.?|ltd\.?|limited|llc|l\.l\.c|inc\.?|corp\.?|plc|gmbh|ag|kg|s\.?a\.?r\.?l|b\.?v\.?|pty|co\.,? ?ltd|& co)(?![a-z])/i;
const tradeWord =
  /\b(?:enterprise|trading|perniagaan|restaurant|restoran|cafe|caf[eé]|coffee|kopi|bakery|market|supermarket|minimarket|mart|store|stores|shop|hardware|machinery|stationery|stationer|book|books|pharmacy|farmasi|electrical|gallery|gift|deco|hotel|motor|auto|service|services|station|petrol|kitchen|food|foods|delights|seafood|house|centre|center|group|industries|industry|holdings|supplies|supply|express|garden|klinik|clinic|kedai|pasar|syarikat|management|marketing|company|bistro|bar|grill|pizza|burger|bhd)\b/i;
const onlyLegalForm = /^(?:co\.?)?\s*\(?m?\)?\s*(?:sdn\.? ?bhd\.?|bhd\.?|ltd\.?|inc\.?|llc|gmbh|pte\.? ?ltd\.?)$/i;

const isName = (line: string): boolean => {
  const letters = line.replaceAll(/[^\p{L}]/gu, '').length;
  return letters >= 3 && letters >= line.replaceAll(/\s/g, '').length * 0.55;
};
const isNoise = (line: string): boolean =>
  /welcome|thank|shopping hours|please|customer|your order|simplified|tax invoice|duplicate|copy|^the$|own(?:ed)? by|outlet/i.test(
    line,
  );
const isAddress = (line: string): boolean =>
  /^(?:no\.?:?\s?\d|lot\b|\d+[a-z]?[,-])/i.test(line) ||
  /\b(?:jalan|jln|street|st\.|road|avenue|taman|\d{5})\b/i.test(line);

const withContinuation = (lines: readonly string[], index: number): string => {
  const line = lines[index] ?? '';
  const following = lines[index + 1] ?? '';
  const isOpen = /(?:&|\band|,|-)$/i.test(line) || onlyLegalForm.test(following);
  const isBare = onlyLegalForm.test(line) && index > 0;
  if (isBare) return `${lines[index - 1]} ${line}`;
  return isOpen && following !== '' && !isAddress(following) ? `${line} ${following}` : line;
};

const withoutRegistration = (name: string): string =>
  name
    .replace(/\s*\(?(?:co\.?|company|reg)[ .]*(?:reg|no)[^)]*\)?$/i, '')
    .replace(/\s*[([]?(?:[a-z]{0,2}\d{5,}[- ]?[a-z]{0,2}|\d{3,}-[a-z])[)\]]?$/i, '')
    .trim();

/**
 * Who issued the document: in the letterhead the first line with a legal form (Sdn Bhd, Ltd, GmbH …), else with a word
 * of trade, else the first that reads as a name. Null when the text begins without one.
 */
export const extractCompany = (text: string): string | null => {
  const lines = textLines(text)
    .slice(0, 10)
    .map(withoutRegistration)
    .filter((line) => line !== '' && !isNoise(line));
  const names = lines.flatMap((line, index) => (isName(line) && !isAddress(line) ? [index] : []));
  const ownNames = names.filter((index) => !isReferenceLine(lines[index] ?? '') || index === 0);
  const early = names.filter((index) => index < 6);
  const chosen =
    early.find((index) => legalForm.test(lines[index] ?? '')) ??
    ownNames.filter((index) => index < 4).find((index) => tradeWord.test(lines[index] ?? '')) ??
    ownNames[0];
  return chosen === undefined ? null : withoutRegistration(withContinuation(lines, chosen));
};
