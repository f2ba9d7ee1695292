/** `Tries with the failure as feedback: no limit.` → what it is about, and `no limit`. A value may be a name, so its case stays. */
const partsOf = (sentence: string): readonly [string, string] => {
  const at = sentence.indexOf(': ');
  if (at === -1) return ['', sentence];
  return [sentence.slice(0, at), sentence.slice(at + 2).replace(/\.$/, '')];
};

/** What rules say, one thing a line. */
export const Sentences = ({ sentences }: { sentences: readonly string[] }) => (
  <ul className="flex flex-col text-sm">
    {sentences.map((sentence) => {
      const [about, said] = partsOf(sentence);
      return (
        <li key={sentence} className="grid gap-x-6 py-1 sm:grid-cols-[18rem_minmax(0,1fr)]">
          <span className="text-muted">
            {about}
            <span className="sr-only">: </span>
          </span>
          <span>{said}</span>
        </li>
      );
    })}
  </ul>
);
