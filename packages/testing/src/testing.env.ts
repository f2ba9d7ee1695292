/** In CI nothing may be skipped: what is missing there is a failure. */
export const isCi = (): boolean => process.env.CI === 'true';
