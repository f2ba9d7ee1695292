import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { listCompletions, matchCompletions } from '../../model/completions.ts';
import { normalPath, readPath, writePath } from '../../model/config-path.ts';
import { splitDuration, writeDuration } from './duration.ts';
import { previewTicks } from './schedule-editor.tsx';
import { nextFieldName, readRows, withType, writeRows } from './schema-rows.ts';
import { emptyRule, readRules, writeRules } from './table-rules.ts';

describe('paths into a config', () => {
  it('find a field however lint spells it', () => {
    expect(normalPath('stages[0].who.users')).toBe(normalPath('stages.0.who.users'));
  });

  it('read back exactly what was written, and touch nothing else', () => {
    fc.assert(
      fc.property(fc.nat(2), fc.string(), (row, value) => {
        const config = { rows: [{ name: 'a' }, { name: 'b' }, { name: 'c' }], other: { deep: 1 } };
        const written = writePath(config, `rows[${row}].name`, value);
        expect(readPath(written, `rows.${row}.name`)).toBe(value);
        expect(written.other).toBe(config.other);
        expect(config.rows[row]?.name).toBe('abc'[row]);
      }),
    );
  });

  it('take a field out without leaving it behind as nothing', () => {
    expect(writePath({ a: { b: 1, c: 2 } }, 'a.b', undefined)).toEqual({ a: { c: 2 } });
  });

  it('make the objects on the way', () => {
    expect(writePath({}, 'retry.maxAttempts', 3)).toEqual({ retry: { maxAttempts: 3 } });
  });
});

describe('durations', () => {
  it('come back as the amount and unit they were written with', () => {
    fc.assert(
      fc.property(fc.nat(9999), fc.constantFrom('S', 'M', 'H', 'D'), (amount, unit) => {
        expect(splitDuration(writeDuration(String(amount), unit) ?? '')).toEqual({ amount: String(amount), unit });
      }),
    );
  });

  it('of several units are left to be edited as text', () => {
    expect(splitDuration('P1DT12H')).toBeUndefined();
  });
});

describe('fields of an input', () => {
  const schema = {
    type: 'object',
    properties: { amount: { type: 'number', minimum: 1 }, when: { type: 'string', format: 'date' } },
    required: ['amount'],
  };

  it('are written back as they were read, with what the editor does not show', () => {
    expect(writeRows(schema, readRows(schema))).toEqual(schema);
  });

  it('keep their words when their type changes', () => {
    const [row] = readRows({ type: 'object', properties: { a: { type: 'string', description: 'Why' } } });
    expect(row && withType(row, 'number').schema).toEqual({ type: 'number', description: 'Why' });
  });

  it('get names nobody has', () => {
    const rows = readRows({ type: 'object', properties: { field: { type: 'string' }, field2: { type: 'string' } } });
    expect(nextFieldName(rows)).toBe('field3');
  });
});

describe('decision tables', () => {
  it('always have one cell per column, whatever was stored', () => {
    const rules = readRules([{ when: ['value > 1', 'true'], output: [] }, 'nonsense'], 1, 2);
    expect(rules).toEqual([{ when: ['value > 1'], output: ['null', 'null'] }, emptyRule(1, 2)]);
    expect(readRules(writeRules(rules), 1, 2)).toEqual(rules);
  });
});

describe('schedules', () => {
  const schedule = (cron: string, timeZone: string) => ({ type: 'schedule', cron, timeZone, input: {} });
  const monday = Date.parse('2026-11-23T12:00:00Z');

  it('say when they fire next, by the clock of their time zone', () => {
    const ticks = previewTicks(schedule('30 8 * * 1-5', 'Europe/Paris'), monday);
    expect(ticks.map((tick) => tick.toISOString())).toEqual([
      '2026-11-24T07:30:00.000Z',
      '2026-11-25T07:30:00.000Z',
      '2026-11-26T07:30:00.000Z',
      '2026-11-27T07:30:00.000Z',
      '2026-11-30T07:30:00.000Z',
    ]);
  });

  it('that are not understood yet say nothing', () => {
    expect(previewTicks(schedule('every day', 'UTC'), monday)).toEqual([]);
    expect(previewTicks(schedule('0 8 * * *', 'Mars/Base'), monday)).toEqual([]);
    expect(previewTicks({ type: 'form' }, monday)).toEqual([]);
  });
});

describe('names offered in expressions', () => {
  const node = (id: string, kind: 'start' | 'task' | 'set' | 'end', config = {}) =>
    ({ id, kind, name: id, position: { x: 0, y: 0 }, config }) as const;
  const input = { type: 'object', properties: { total: { type: 'number' } }, required: [] };
  const edge = (from: string, to: string) => ({ id: `${from}${to}`, from, to, port: 'out', isOtherwise: false });
  const draft = {
    v: 1 as const,
    nodes: [
      node('start', 'start', { input }),
      node('read', 'task', { task: 'extract' }),
      node('values', 'set', { assignments: [{ name: 'limit', value: '1' }] }),
      node('later', 'task', { task: 'extract' }),
    ],
    edges: [edge('start', 'read'), edge('read', 'values'), edge('values', 'later')],
  };
  const output = { type: 'object' as const, properties: { company: { type: 'string' as const } } };
  const references = { tasks: [{ slug: 'extract', name: 'Extract', qualityTarget: 0.9, output }] };

  it('are those of earlier steps only', () => {
    const texts = listCompletions(draft, 'values', references).map(({ text }) => text);
    expect(texts).toContain('input.total');
    expect(texts).toContain('steps.read.output.company');
    expect(texts).toContain('vars.limit');
    expect(texts.some((text) => text.startsWith('steps.later'))).toBe(false);
  });

  it('take in the item and the round inside a body, and nowhere else', () => {
    const body = {
      v: 1 as const,
      nodes: [
        node('start', 'start'),
        { ...node('each', 'set'), kind: 'forEach' as const, config: { items: 'input.list' } },
        node('work', 'task', { task: 'extract' }),
        node('done', 'end'),
      ],
      edges: [edge('start', 'each'), { ...edge('each', 'work'), port: 'body' }, edge('each', 'done')],
    };
    const textsAt = (id: string) => listCompletions(body, id, references).map(({ text }) => text);
    expect(textsAt('work')).toEqual(expect.arrayContaining(['item', 'round.index', 'round.completed']));
    expect(textsAt('each')).toEqual(expect.arrayContaining(['item', 'steps.work.output.company']));
    expect(textsAt('done')).not.toContain('item');
    expect(textsAt('done')).toContain('steps.each.output.results');
  });

  it('replace the word before the caret', () => {
    const completions = listCompletions(draft, 'later', references);
    const { start, matches } = matchCompletions('1 + steps.re', 12, completions);
    expect(start).toBe(4);
    expect(matches.map(({ text }) => text)).toEqual(['steps.read.output', 'steps.read.output.company']);
  });
});
