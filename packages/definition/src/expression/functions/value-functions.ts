import { Duration } from '../duration.ts';
import { ExpressionFault } from '../expression-fault.ts';
import { isList, isMap, toJson, toText } from '../expression-value.ts';
import type { ExpressionFunction, FunctionCall } from './expression-function.ts';

const typeName = (call: FunctionCall): string => {
  const value = call.value(0);
  if (value === null) return 'null';
  if (isList(value)) return 'list';
  if (isMap(value)) return 'map';
  if (value instanceof Date) return 'timestamp';
  if (value instanceof Duration) return 'duration';
  if (typeof value === 'boolean') return 'bool';
  return typeof value === 'number' ? 'number' : 'string';
};

const text: ExpressionFunction = {
  arity: [1, 1],
  help: 'text(value): as text; null is empty, objects and lists become JSON',
  run: (call) => toText(call.value(0), call.budget),
};

export const valueFunctions: Record<string, ExpressionFunction> = {
  text,
  string: text,
  bool: {
    arity: [1, 1],
    help: 'bool(value): from true, false or their text',
    run: (call) => {
      const value = call.value(0);
      if (value === true || value === 'true') return true;
      if (value === false || value === 'false') return false;
      throw new ExpressionFault('bool(…) needs true or false');
    },
  },
  json: {
    arity: [1, 1],
    help: 'json(value): as JSON text',
    run: (call) => JSON.stringify(toJson(call.value(0), call.budget)),
  },
  dyn: { arity: [1, 1], help: 'dyn(value): the value itself', run: (call) => call.value(0) },
  type: {
    arity: [1, 1],
    help: 'type(value): null, bool, number, string, list, map, timestamp or duration',
    run: typeName,
  },
};
