/**
 * The end of an id: uuid v7 begins with the time, so that neighbours share their beginnings and only the ends differ.
 * Hashes keep their beginning, as git shows them.
 */
export const shortenId = (id: string): string => {
  if (id.length <= 12) return id;
  return /^[0-9a-f]{8}-[0-9a-f]{4}-7/.test(id) ? id.slice(-8) : id.slice(0, 10);
};
