/** The beginning of a day, yyyy-mm-dd, in the viewer's zone, or of one so many days later. Undefined: that is no day. */
export const startOfDay = (day: string, daysLater = 0): string | undefined => {
  const at = new Date(`${day}T00:00:00`);
  if (Number.isNaN(at.getTime())) return undefined;
  at.setDate(at.getDate() + daysLater);
  return at.toISOString();
};
