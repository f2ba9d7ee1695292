import { compileLinearPattern, isDomainError, type LinearPattern } from '@switchyard/domain';
import { ExpressionFault } from '../expression-fault.ts';
import { isEqual, isList, toText } from '../expression-value.ts';
import { LruCache } from '../lru-cache.ts';
import type { ExpressionFunction } from './expression-function.ts';
import { bigramsOf, diceSimilarity, foldText } from './fold-text.ts';

const patterns = new LruCache<string, LinearPattern>(500);

const compilePattern = (source: string): LinearPattern => {
  if (source.length > 500) throw new ExpressionFault('a pattern is longer than 500 characters');
  try {
    return patterns.get(source) ?? patterns.set(source, compileLinearPattern(source));
  } catch (thrown) {
    throw isDomainError(thrown) ? new ExpressionFault(thrown.message) : thrown;
  }
};

const foldCost = (text: string): number => 4 + text.length / 4;

export const textFunctions: Record<string, ExpressionFunction> = {
  lower: { arity: [1, 1], help: 'lower(text): in lower case', run: (call) => call.text(0).toLowerCase() },
  upper: { arity: [1, 1], help: 'upper(text): in upper case', run: (call) => call.text(0).toUpperCase() },
  trim: { arity: [1, 1], help: 'trim(text): without blanks around it', run: (call) => call.text(0).trim() },
  contains: {
    arity: [2, 2],
    help: 'contains(text, part) or contains(list, entry)',
    run: (call) => {
      if (!isList(call.value(0))) return call.text(0).includes(call.text(1));
      return call.list(0).some((each) => isEqual(each, call.value(1), call.budget));
    },
  },
  startsWith: { arity: [2, 2], help: 'startsWith(text, part)', run: (call) => call.text(0).startsWith(call.text(1)) },
  endsWith: { arity: [2, 2], help: 'endsWith(text, part)', run: (call) => call.text(0).endsWith(call.text(1)) },
  matches: {
    arity: [2, 2],
    help: 'matches(text, pattern): the regular expression occurs in the text (linear time, no look-around)',
    run: (call) => {
      const text = call.text(0);
      const pattern = compilePattern(call.text(1));
      call.budget.spend((text.length * pattern.stateCount) / 4);
      return pattern(text);
    },
  },
  replace: {
    arity: [3, 3],
    help: 'replace(text, part, by): every occurrence',
    run: (call) => {
      const [text, part, by] = [call.text(0), call.text(1), call.text(2)];
      const places = part === '' ? text.length + 1 : text.length / part.length;
      call.budget.spend((places * by.length) / 20);
      const result = text.replaceAll(part, () => by);
      call.budget.spendText(result);
      return result;
    },
  },
  split: {
    arity: [2, 2],
    help: 'split(text, separator): list of texts',
    run: (call) => {
      const parts = call.text(0).split(call.text(1));
      call.budget.spend(parts.length);
      return parts;
    },
  },
  join: {
    arity: [1, 2],
    help: 'join(list, separator): one text',
    run: (call) => {
      const separator = call.has(1) ? call.text(1) : '';
      const parts = call.list(0).map((each) => toText(each, call.budget));
      call.budget.spend((parts.length * separator.length) / 20);
      const result = parts.join(separator);
      call.budget.spendText(result);
      return result;
    },
  },
  substring: {
    arity: [2, 3],
    help: 'substring(text, start, end): characters from start (0 is the first) up to before end',
    run: (call) =>
      call.text(0).slice(Math.max(0, call.number(1)), call.has(2) ? Math.max(0, call.number(2)) : undefined),
  },
  indexOf: {
    arity: [2, 2],
    help: 'indexOf(text, part): -1 when absent',
    run: (call) => call.text(0).indexOf(call.text(1)),
  },
  fold: {
    arity: [1, 1],
    help: 'fold(text): lower case, without accents and punctuation, to compare names',
    run: (call) => {
      const text = call.text(0);
      call.budget.spend(foldCost(text));
      return foldText(text);
    },
  },
  similarity: {
    arity: [2, 2],
    help: 'similarity(a, b): 0 to 1, how alike two names are',
    run: (call) => {
      const [left, right] = [call.text(0), call.text(1)];
      call.budget.spend(2 * (foldCost(left) + foldCost(right)));
      return diceSimilarity(bigramsOf(left), bigramsOf(right));
    },
  },
};
