/** The smallest UUID v7 of an instant: ids are time-ordered, so "since midnight" is a range of the primary key. */
export const firstIdAt = (at: Date): string => {
  const hex = at.getTime().toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-7000-8000-000000000000`;
};
