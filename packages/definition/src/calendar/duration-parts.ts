import { DomainError } from '@switchyard/domain';
import { dayMs } from './zoned-time.ts';

const pattern = /^P(?!$)(?:(\d+)D)?(?:T(?=\d)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/;

export interface DurationParts {
  readonly days: number;
  /** Hours, minutes and seconds, in milliseconds. */
  readonly timeMs: number;
}

/** The parts of an ISO 8601 duration in days, hours, minutes and seconds. @throws DomainError `invalid_input` */
export const durationParts = (text: string): DurationParts => {
  const match = pattern.exec(text);
  if (!match) throw new DomainError('invalid_input', `“${text}” is not a duration such as PT30M or P2D.`);
  const [days = 0, hours = 0, minutes = 0, seconds = 0] = match.slice(1).map((part) => Number(part ?? 0));
  return { days, timeMs: ((hours * 60 + minutes) * 60 + seconds) * 1000 };
};

/** Milliseconds of a duration by the clock: a day is 24 hours. @throws DomainError `invalid_input` */
export const durationMs = (text: string): number => {
  const { days, timeMs } = durationParts(text);
  return days * dayMs + timeMs;
};
