/** Enough for what one page says; a page that says more begins again rather than grow for ever. */
const most = 2000;

/** The same function, which works each answer out once. */
export const remember = <Value>(make: (key: string) => Value): ((key: string) => Value) => {
  const known = new Map<string, Value>();
  return (key) => {
    const there = known.get(key);
    if (there !== undefined) return there;
    if (known.size >= most) known.clear();
    const made = make(key);
    known.set(key, made);
    return made;
  };
};
