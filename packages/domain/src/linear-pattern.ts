import { DomainError } from './error.ts';

/**
 * Regular expressions matched in time linear in the text, by simulating all states of a Thompson automaton at once
 * (K. Thompson, CACM 11(6), 1968). There is no backtracking, so no pattern can hang a worker. Single characters and
 * classes are tested by the built-in engine on one character. Back-references and look-around do not exist here.
 */
type State =
  | {
      readonly kind: 'char';
      readonly test: (char: string) => boolean;
      next: number;
    }
  | {
      readonly kind: 'anchor';
      readonly at: '^' | '$' | '\\b' | '\\B';
      next: number;
    }
  | { readonly kind: 'split'; next: number; other: number }
  | { readonly kind: 'match' };

/** A piece of pattern as a function that compiles it in front of `next` and returns its entry state. */
type Piece = (states: State[], next: number) => number;

const statesMax = 5000;

const refuse = (pattern: string, why: string): never => {
  throw new DomainError('invalid_expression', `The pattern ${pattern} cannot be used: ${why}.`, {
    details: { pattern },
  });
};

const add = (states: State[], state: State): number => {
  if (states.length >= statesMax) throw new DomainError('invalid_expression', 'The pattern is too large.');
  states.push(state);
  return states.length - 1;
};

const sequence =
  (pieces: readonly Piece[]): Piece =>
  (states, next) =>
    pieces.reduceRight((entry, piece) => piece(states, entry), next);

const either =
  (left: Piece, right: Piece): Piece =>
  (states, next) =>
    add(states, {
      kind: 'split',
      next: left(states, next),
      other: right(states, next),
    });

const optional = (piece: Piece): Piece => either(piece, (_states, next) => next);

const star =
  (piece: Piece): Piece =>
  (states, next) => {
    const loop: State = { kind: 'split', next, other: next };
    const entry = add(states, loop);
    loop.other = piece(states, entry);
    return entry;
  };

const repeat = (piece: Piece, min: number, max: number): Piece => {
  const required: Piece[] = Array.from({ length: min }, () => piece);
  if (max === Number.POSITIVE_INFINITY) return sequence([...required, star(piece)]);
  let rest: Piece = (_states, next) => next;
  for (let count = min; count < max; count += 1) rest = optional(sequence([piece, rest]));
  return sequence([...required, rest]);
};

const escapePattern =
  /^\\(?:[dDwWsSnrtfv0]|x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|p\{[A-Za-z_=]+\}|P\{[A-Za-z_=]+\}|[^a-zA-Z0-9])/;
const classPattern = /^\[\^?(?:\\.|[^\]\\])*\]/;
const countPattern = /^\{(\d{1,4})(,(\d{1,4})?)?\}/;

class PatternParser {
  private at = 0;
  private depth = 0;
  private readonly pattern: string;
  constructor(pattern: string) {
    this.pattern = pattern;
  }

  parse(): Piece {
    const piece = this.alternatives();
    if (this.at < this.pattern.length) refuse(this.pattern, `there is an unmatched ) at ${this.at + 1}`);
    return piece;
  }

  private alternatives(): Piece {
    let piece = this.branch();
    while (this.pattern[this.at] === '|') {
      this.at += 1;
      piece = either(piece, this.branch());
    }
    return piece;
  }

  private branch(): Piece {
    const pieces: Piece[] = [];
    while (this.at < this.pattern.length && !'|)'.includes(this.pattern.charAt(this.at))) {
      pieces.push(this.quantified(this.atom()));
    }
    return sequence(pieces);
  }

  private quantified(piece: Piece): Piece {
    const rest = this.pattern.slice(this.at);
    const count = countPattern.exec(rest);
    let result = piece;
    if (count) {
      const min = Number(count[1]);
      const max = count[2] === undefined ? min : count[3] === undefined ? Number.POSITIVE_INFINITY : Number(count[3]);
      if (max < min) refuse(this.pattern, 'a repeat ends before it begins');
      this.at += count[0].length;
      result = repeat(piece, min, max);
    } else if (rest.startsWith('*')) {
      this.at += 1;
      result = star(piece);
    } else if (rest.startsWith('+')) {
      this.at += 1;
      result = sequence([piece, star(piece)]);
    } else if (rest.startsWith('?')) {
      this.at += 1;
      result = optional(piece);
    } else {
      return piece;
    }
    // Lazy repeats accept the same texts.
    if (this.pattern[this.at] === '?') this.at += 1;
    return result;
  }

  private group(): Piece {
    this.depth += 1;
    if (this.depth > 50) refuse(this.pattern, 'groups are nested too deeply');
    const rest = this.pattern.slice(this.at);
    const named = /^\(\?<[A-Za-z_]\w*>/.exec(rest);
    if (rest.startsWith('(?:')) this.at += 3;
    else if (named) this.at += named[0].length;
    else if (rest.startsWith('(?')) refuse(this.pattern, 'look-around is not supported');
    else this.at += 1;
    const piece = this.alternatives();
    if (this.pattern[this.at] !== ')') refuse(this.pattern, 'a group is not closed');
    this.at += 1;
    this.depth -= 1;
    return piece;
  }

  private atom(): Piece {
    const rest = this.pattern.slice(this.at);
    const char = rest.charAt(0);
    if (char === '(') return this.group();
    if ('*+?'.includes(char)) refuse(this.pattern, `there is nothing to repeat before ${char}`);
    const anchor = char === '^' || char === '$' ? char : /^\\[bB]/.exec(rest)?.[0];
    if (anchor === '^' || anchor === '$' || anchor === '\\b' || anchor === '\\B') {
      this.at += anchor.length;
      return (states, next) => add(states, { kind: 'anchor', at: anchor, next });
    }
    return this.single(rest);
  }

  private single(rest: string): Piece {
    const source = classPattern.exec(rest)?.[0] ?? escapePattern.exec(rest)?.[0];
    if (source === undefined && rest.startsWith('\\')) {
      refuse(this.pattern, `${rest.slice(0, 2)} is not supported (back-references and unknown escapes are not)`);
    }
    if (source === undefined && rest.startsWith('[')) refuse(this.pattern, 'a class is not closed');
    const literal = source ?? [...rest][0] ?? '';
    this.at += literal.length;
    if (source === undefined && literal !== '.') {
      return (states, next) => add(states, { kind: 'char', test: (char) => char === literal, next });
    }
    const expression = this.compileSingle(literal);
    return (states, next) =>
      add(states, {
        kind: 'char',
        test: (char) => expression.test(char),
        next,
      });
  }

  private compileSingle(source: string): RegExp {
    try {
      return new RegExp(`^${source}$`, 'u');
    } catch {
      // The unicode flag refuses needless escapes such as \- outside a class; the plain flavour takes them.
      try {
        return new RegExp(`^${source}$`);
      } catch {
        return refuse(this.pattern, `${source} is not a valid character class`);
      }
    }
  }
}

const isWord = (char: string | undefined): boolean => char !== undefined && /^\w$/.test(char);

const holds = (at: string, chars: readonly string[], index: number): boolean => {
  if (at === '^') return index === 0;
  if (at === '$') return index === chars.length;
  const isBoundary = isWord(chars[index - 1]) !== isWord(chars[index]);
  return at === '\\b' ? isBoundary : !isBoundary;
};

/** All states of an automaton at once, over one text. */
class Simulation {
  private readonly states: readonly State[];
  private readonly chars: readonly string[];

  constructor(states: readonly State[], text: string) {
    this.states = states;
    this.chars = [...text];
  }

  /** Whether a match begins at any character. */
  matches(entry: number): boolean {
    let live = new Set<number>();
    for (let index = 0; index <= this.chars.length; index += 1) {
      if (this.follow(live, entry, index)) return true;
      const following = new Set<number>();
      if (this.consume(live, following, index)) return true;
      live = following;
    }
    return false;
  }

  /** Adds every state reached from `from` without a character to `live`; true when the match is among them. */
  private follow(live: Set<number>, from: number, index: number): boolean {
    const open = [from];
    for (let id = open.pop(); id !== undefined; id = open.pop()) {
      const state = this.states[id];
      if (!state || live.has(id)) continue;
      if (state.kind === 'match') return true;
      live.add(id);
      if (state.kind === 'split') open.push(state.next, state.other);
      if (state.kind === 'anchor' && holds(state.at, this.chars, index)) open.push(state.next);
    }
    return false;
  }

  /** Moves every live state over the character at `index`. */
  private consume(live: ReadonlySet<number>, following: Set<number>, index: number): boolean {
    const char = this.chars[index];
    if (char === undefined) return false;
    for (const id of live) {
      const state = this.states[id];
      if (state?.kind === 'char' && state.test(char) && this.follow(following, state.next, index + 1)) return true;
    }
    return false;
  }
}

/** A compiled pattern; `stateCount` times the text's length bounds the work of one test. */
export type LinearPattern = ((text: string) => boolean) & { readonly stateCount: number };

/**
 * Compiles `pattern` into a test "occurs in the text" (anchor with ^ and $ for the whole text).
 * Throws DomainError `invalid_expression` for what the linear subset does not have. Time: O(text × pattern).
 */
export const compileLinearPattern = (pattern: string): LinearPattern => {
  const states: State[] = [{ kind: 'match' }];
  const entry = new PatternParser(pattern).parse()(states, 0);
  const test = (text: string): boolean => new Simulation(states, text).matches(entry);
  return Object.assign(test, { stateCount: states.length });
};
