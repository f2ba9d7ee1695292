import { type Theme, themeCookie } from './preference.ts';

const yearSeconds = 31_536_000;

/** Remembers a preference in this browser. Values are fixed words, never what a person typed. */
export const savePreference = (cookie: string, value: string): void => {
  document.cookie = `${cookie}=${value}; path=/; max-age=${yearSeconds}; samesite=lax`;
};

/** Applies and remembers the theme. */
export const saveTheme = (theme: Theme): void => {
  savePreference(themeCookie, theme);
  if (theme === 'system') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
};
