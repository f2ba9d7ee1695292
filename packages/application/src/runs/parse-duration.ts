import { DomainError } from '@switchyard/domain';

const pattern = /^P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/;

/** Milliseconds of an ISO 8601 duration in days, hours, minutes and seconds (a day is 24 hours). */
export const parseDurationMs = (text: string): number => {
  const match = pattern.exec(text);
  if (!match) throw new DomainError('invalid_input', `“${text}” is not a duration such as PT30M or P2D.`);
  const [days = 0, hours = 0, minutes = 0, seconds = 0] = match.slice(1).map((part) => Number(part ?? 0));
  return (((days * 24 + hours) * 60 + minutes) * 60 + seconds) * 1000;
};
