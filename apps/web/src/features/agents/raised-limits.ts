import type { AgentLimits, RaisedLimits } from '@switchyard/domain';
import { formatDuration, formatMoney } from '@switchyard/ui';

type Name = keyof AgentLimits;
export type Texts = Partial<Record<Name, string>>;

interface Shown {
  readonly limits: AgentLimits;
  readonly used: {
    readonly turns: number;
    readonly calls: number;
    readonly costMicroUsd: number;
    readonly timeMs: number;
  };
  readonly reached: 'turns' | 'calls' | 'cost' | 'time' | null;
}

/** One limit of an agent step in the form of its retry, in the unit that people read. */
export interface LimitField {
  readonly name: Name;
  readonly label: string;
  readonly hint: string;
  readonly text: string;
  readonly problem: string | null;
  /** What is asked for, in the unit of the config; null: it stays. */
  readonly raised: number | null;
}

const units = { turnsMax: 1, callsMax: 1, costMicroUsdMax: 1_000_000, timeMsMax: 1000 } as const;
const limitOf = { turns: 'turnsMax', calls: 'callsMax', cost: 'costMicroUsdMax', time: 'timeMsMax' } as const;
const mostOf: Partial<Record<Name, number>> = { turnsMax: 200, callsMax: 1000, timeMsMax: 86_400_000 };

const labels = {
  turnsMax: 'Turns',
  callsMax: 'Tool calls',
  costMicroUsdMax: 'Cost, in dollars',
  timeMsMax: 'Time of work, in seconds',
} as const;

const hintsOf = ({ used }: Shown): Record<Name, string> => ({
  turnsMax: `${used.turns} so far`,
  callsMax: `${used.calls} so far`,
  costMicroUsdMax: `${formatMoney(used.costMicroUsd)} so far`,
  timeMsMax: `${formatDuration(used.timeMs)} so far`,
});

const problemOf = (name: Name, value: number, now: number, isReached: boolean): string | null => {
  if (!Number.isFinite(value)) return 'Write a number.';
  const most = mostOf[name];
  if (most !== undefined && value > most) return `At most ${most / units[name]}.`;
  if (value < now) return `It may have ${now / units[name]} already.`;
  return isReached && value === now ? 'This is where it stopped: allow more.' : null;
};

const fieldOf = (name: Name, now: number, shown: Shown, texts: Texts): LimitField => {
  const isReached = shown.reached !== null && limitOf[shown.reached] === name;
  // Twice as much is proposed for the one that was reached.
  const proposed = isReached ? Math.min(now * 2 || 1, mostOf[name] ?? Number.MAX_SAFE_INTEGER) : now;
  const text = texts[name] ?? String(proposed / units[name]);
  const value = text.trim() === '' ? Number.NaN : Math.round(Number(text) * units[name]);
  const problem = problemOf(name, value, now, isReached);
  return {
    name,
    label: labels[name],
    hint: hintsOf(shown)[name],
    text,
    problem,
    raised: problem === null && value > now ? value : null,
  };
};

/** The limits a retry may raise, as the form shows them. One that was never set is left out: the budgets bound it. */
export const fieldsOf = (shown: Shown, texts: Texts): LimitField[] =>
  (['turnsMax', 'callsMax', 'costMicroUsdMax', 'timeMsMax'] as const).flatMap((name) => {
    const now = shown.limits[name];
    return now === undefined ? [] : [fieldOf(name, now, shown, texts)];
  });

/** What the fields ask for; null while one of them is wrong. */
export const raisesOf = (fields: readonly LimitField[]): RaisedLimits | null =>
  fields.some(({ problem }) => problem !== null)
    ? null
    : Object.fromEntries(fields.flatMap(({ name, raised }) => (raised === null ? [] : [[name, raised]])));
