import { ExpressionFault } from './expression-fault.ts';

const unitMs: Record<string, number> = { d: 86_400_000, h: 3_600_000, m: 60_000, s: 1000, ms: 1 };
const isoPattern = /^(-?)P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?$/;
const shortPattern = /^(-?)((?:\d+(?:\.\d+)?(?:ms|d|h|m|s))+)$/;

const parseIso = (text: string): number | undefined => {
  const match = isoPattern.exec(text);
  if (!match || text.endsWith('P') || text.endsWith('T')) return undefined;
  const [, sign, days = '0', hours = '0', minutes = '0', seconds = '0'] = match;
  const ms = Number(days) * 86_400_000 + Number(hours) * 3_600_000 + Number(minutes) * 60_000 + Number(seconds) * 1000;
  return sign === '-' ? -ms : ms;
};

const parseShort = (text: string): number | undefined => {
  const match = shortPattern.exec(text);
  if (!match) return undefined;
  let ms = 0;
  for (const [, amount, unit] of (match[2] ?? '').matchAll(/(\d+(?:\.\d+)?)(ms|d|h|m|s)/g)) {
    ms += Number(amount) * (unitMs[unit ?? ''] ?? 0);
  }
  return match[1] === '-' ? -ms : ms;
};

/** A length of time inside expressions; as JSON it is ISO 8601 text. */
export class Duration {
  readonly ms: number;

  constructor(ms: number) {
    this.ms = ms;
  }

  /** From `PT1H30M` or `1h30m`. @throws ExpressionFault */
  static parse(text: string): Duration {
    const ms = parseIso(text) ?? parseShort(text);
    if (ms === undefined) throw new ExpressionFault(`“${text}” is not a duration such as PT30M or 1h30m`);
    return new Duration(ms);
  }

  toISOString(): string {
    if (this.ms === 0) return 'PT0S';
    const total = Math.abs(this.ms);
    const [days, hours, minutes] = [total / 86_400_000, (total / 3_600_000) % 24, (total / 60_000) % 60].map(
      Math.floor,
    );
    const seconds = Math.round(total % 60_000) / 1000;
    const time = `${hours ? `${hours}H` : ''}${minutes ? `${minutes}M` : ''}${seconds ? `${seconds}S` : ''}`;
    return `${this.ms < 0 ? '-' : ''}P${days ? `${days}D` : ''}${time === '' ? '' : `T${time}`}`;
  }
}
