import type { Scope, Tx } from '@switchyard/db';
import type { AfterCommit } from './change.ts';

/** A transaction that begins later: what is asked of it before waits, in its order, until it has. */
export interface LaterTransaction {
  readonly tx: Tx;
  readonly after: AfterCommit;
  /** Does what was asked before; from here on everything goes to the real one. */
  begin(tx: Tx, after: AfterCommit): void;
}

interface Begun {
  readonly tx: Tx;
  readonly after: AfterCommit;
}

export const openLater = (scope: Scope): LaterTransaction => {
  let begun: Begun | null = null;
  const waiting: ((begun: Begun) => void)[] = [];
  const tell = (say: (real: Begun) => void): void => {
    if (begun) say(begun);
    else waiting.push(say);
  };
  const ask = <Value>(question: (tx: Tx) => Promise<Value>): Promise<Value> =>
    new Promise((resolve, reject) => tell(({ tx }) => void question(tx).then(resolve, reject)));
  return {
    tx: {
      scope,
      query: (text, values) => ask((tx) => tx.query(text, values)),
      execute: (text, values) => ask((tx) => tx.execute(text, values)),
      send: (text, values) => tell(({ tx }) => tx.send(text, values)),
    },
    after: {
      ring: () => tell(({ after }) => after.ring()),
      follow: (request) => tell(({ after }) => after.follow(request)),
    },
    begin: (tx, after) => {
      begun = { tx, after };
      for (const say of waiting.splice(0)) say(begun);
    },
  };
};
