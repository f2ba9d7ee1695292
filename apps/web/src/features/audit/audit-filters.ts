import type { AuditFilter } from '@switchyard/application';
import { createLoader, parseAsString } from 'nuqs/server';

/** What of the trail is looked at, as it stands in the URL. Days are in the viewer's zone. */
export const auditFilterParsers = {
  q: parseAsString.withDefault(''),
  type: parseAsString.withDefault(''),
  actor: parseAsString.withDefault(''),
  from: parseAsString.withDefault(''),
  to: parseAsString.withDefault(''),
  run: parseAsString.withDefault(''),
  target: parseAsString.withDefault(''),
};

/** The filter of a request, for rendering on the server. */
export const loadAuditFilter = createLoader(auditFilterParsers);

/** Events fetched at a time. */
export const auditPageSize = 50;

export type AuditFilterState = { readonly [Name in keyof typeof auditFilterParsers]: string };

export const noFilter: AuditFilterState = { q: '', type: '', actor: '', from: '', to: '', run: '', target: '' };

export const isFiltered = (state: AuditFilterState): boolean => Object.values(state).some((value) => value !== '');

const dayPattern = /^\d{4}-\d{2}-\d{2}$/;

/** Midnight that begins the day, `daysLater` days on; undefined for anything but a day. */
const startOfDay = (day: string, daysLater = 0): string | undefined => {
  if (!dayPattern.test(day)) return undefined;
  const date = new Date(`${day}T00:00:00`);
  if (Number.isNaN(date.getTime())) return undefined;
  date.setDate(date.getDate() + daysLater);
  return date.toISOString();
};

/** The filter as the server takes it; the last day counts whole. */
export const toAuditFilter = (state: AuditFilterState): AuditFilter => {
  const from = startOfDay(state.from);
  const to = startOfDay(state.to, 1);
  return {
    ...(state.q === '' ? {} : { text: state.q }),
    ...(state.type === '' ? {} : { type: state.type }),
    ...(state.actor === '' ? {} : { actorId: state.actor }),
    ...(state.run === '' ? {} : { runId: state.run }),
    ...(state.target === '' ? {} : { targetId: state.target }),
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
  };
};

const pad = (value: number): string => String(value).padStart(2, '0');

/** The day `days` before `now` in the viewer's zone, as a date input writes it. */
export const dayBefore = (now: Date, days: number): string => {
  const date = new Date(now.getFullYear(), now.getMonth(), now.getDate() - days);
  return `${date.getFullYear()}-${pad(date.getMonth() + 1)}-${pad(date.getDate())}`;
};

/** `api-key` → `Api key`, `approval.decided` → `Decided`. */
export const eventWord = (name: string): string => {
  const words = (name.split('.')[1] ?? name).replaceAll('-', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
};
