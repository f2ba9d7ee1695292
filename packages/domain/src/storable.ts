import type { JsonValue } from './json.ts';

/** Lists and objects inside each other: what reads, validates or draws a value goes down one by one. */
export const storableDepthMax = 200;

interface Fault {
  readonly says: string;
  /** From the inside out. */
  readonly path: string[];
}

const faultOfText = (text: string): string | null => {
  if (text.includes('\0')) return 'contains a NUL character';
  return text.isWellFormed() ? null : 'contains half a character (a lone surrogate)';
};

const findFault = (value: JsonValue, isKnown: (value: JsonValue) => boolean, depth: number): Fault | null => {
  if (typeof value === 'string') {
    const says = faultOfText(value);
    return says === null ? null : { says, path: [] };
  }
  if (typeof value !== 'object' || value === null || isKnown(value)) return null;
  if (depth >= storableDepthMax) return { says: `is nested deeper than ${storableDepthMax} levels`, path: [] };
  for (const [name, each] of Object.entries(value)) {
    // Whatever reads objects by their names would lose it, without a word.
    if (name === '__proto__') return { says: 'has a field called __proto__', path: [] };
    const says = faultOfText(name);
    if (says !== null) return { says: `has a name that ${says}`, path: [] };
    const fault = findFault(each, isKnown, depth + 1);
    if (fault) {
      fault.path.push(name);
      return fault;
    }
  }
  return null;
};

const never = (): boolean => false;

/**
 * Why a value cannot be kept, as a clause with the place (`contains a NUL character at lines.0.text`); null when it can. JSON can
 * write what PostgreSQL's `jsonb` refuses: NUL, and halves of characters outside the basic plane.
 * @param isKnown values that need not be looked into
 */
export const describeUnstorable = (value: JsonValue, isKnown: (value: JsonValue) => boolean = never): string | null => {
  const fault = findFault(value, isKnown, 0);
  if (!fault) return null;
  return fault.path.length === 0 ? fault.says : `${fault.says} at ${fault.path.toReversed().slice(0, 8).join('.')}`;
};
