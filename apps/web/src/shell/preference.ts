export const themes = ['system', 'light', 'dark'] as const;
export type Theme = (typeof themes)[number];

/** Preferences of a browser, in cookies so that the server renders them and nothing jumps. */
export const themeCookie = 'switchyard-theme';
export const railCookie = 'switchyard-rail';

export const parseTheme = (value: string | undefined): Theme => themes.find((theme) => theme === value) ?? 'system';
export const parseIsRailNarrow = (value: string | undefined): boolean => value === 'narrow';
