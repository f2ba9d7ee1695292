/**
 * Field accuracy of the extractors on the SROIE receipts. Tuned on even lines; odd ones are held out.
 * Run: node bench/extractors/measure-extractors.ts [folder] [--misses=field]
 */
import { readFileSync } from 'node:fs';
import { parseCalendarDate } from '../../packages/routing/src/calendar-date.ts';
import { extractAddress } from '../../packages/suppliers/src/extractors/extract-address.ts';
import { extractCompany } from '../../packages/suppliers/src/extractors/extract-company.ts';
import { extractDate } from '../../packages/suppliers/src/extractors/extract-date.ts';
import { extractTotal } from '../../packages/suppliers/src/extractors/extract-total.ts';

const [folder = '../shared/data'] = process.argv.slice(2).filter((each) => !each.startsWith('--'));
const shown = process.argv.find((each) => each.startsWith('--misses='))?.slice('--misses='.length);

interface Receipt {
  readonly id: string;
  readonly lines: string[];
  readonly company: string;
  readonly date: string;
  readonly address: string;
  readonly total: string;
}

/** Letters and digits only: spacing and punctuation of the scanned letterhead are not facts. */
const plain = (text: string | null): string => (text ?? '').toUpperCase().replaceAll(/[^\p{L}\p{N}]/gu, '');
const receipts = readFileSync(`${folder}/sroie/receipts.jsonl`, 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as Receipt);

const fields = {
  company: (gold: Receipt, text: string) => [plain(extractCompany(text)), plain(gold.company)],
  date: (gold: Receipt, text: string) => [extractDate(text), parseCalendarDate(gold.date)],
  address: (gold: Receipt, text: string) => [plain(extractAddress(text)), plain(gold.address)],
  total: (gold: Receipt, text: string) => [extractTotal(text), Number(gold.total.replaceAll(/[^\d.]/g, ''))],
} as const;

for (const [half, remainder] of [
  ['tuning', 0],
  ['held out', 1],
] as const) {
  const part = receipts.filter((_, index) => index % 2 === remainder);
  for (const [field, compare] of Object.entries(fields)) {
    let right = 0;
    for (const gold of part) {
      const [found, wanted] = compare(gold, gold.lines.join('\n'));
      if (found === wanted) right += 1;
      else if (shown === field && remainder === 0) console.log(gold.id, found, '≠', wanted);
    }
    console.log(`${half} ${field}: ${right}/${part.length} = ${((100 * right) / part.length).toFixed(1)} %`);
  }
}
