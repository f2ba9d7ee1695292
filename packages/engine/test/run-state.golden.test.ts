import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { advance } from '../src/advance.ts';
import type { EngineEvent } from '../src/event.ts';
import { parseRunState, type RunState } from '../src/run-state.ts';
import { ended, graphOf, opened, out, say } from './play.ts';

const read = (name: string): RunState =>
  parseRunState(JSON.parse(readFileSync(new URL(`./fixtures/${name}.json`, import.meta.url), 'utf8')));

test('a state stored by the first release goes on where it stood', () => {
  const graph = graphOf({ start: 'start', split: 'parallelSplit', a: 'task', b: 'http', join: 'join', done: 'end' }, [
    'start>split',
    'split>a',
    'split>b',
    'a>join',
    'b>join',
    'join>done',
  ]);
  const { commands } = advance(graph, read('run-state-v1'), out(4, 'b>join'));
  expect(commands).toEqual([{ type: 'execute_inline', tokenId: 5, nodeId: 'join' }]);
});

/** A list at its second and third item, a join that has gone on without its last branch, a race, and a step to undo. */
const rich = graphOf(
  {
    start: 'start',
    split: 'parallelSplit',
    list: 'forEach',
    each: 'parallelSplit',
    book: 'http',
    check: 'task',
    both: 'join',
    cancelBooking: 'http',
    quick: 'task',
    slow: 'task',
    first: { kind: 'join', config: { wait: 'some', needed: 1 } },
    race: 'race',
    call: 'receive',
    late: 'wait',
    undo: 'compensate',
    done: 'end',
  },
  [
    'start>split',
    'split>list',
    'split>quick',
    'split>slow',
    'list:body>each',
    'each>book',
    'each>check',
    'book>both',
    'book:compensate>cancelBooking',
    'check>both',
    'both>list',
    'list>done',
    'cancelBooking>undo',
    'quick>first',
    'slow>first',
    'first>race',
    'race>call',
    'race>late',
    'call>done',
    'late>undo',
    'undo>done',
  ],
);

test('a state with scopes, containers, joins, a race and something to undo goes on where it stood', () => {
  let state = read('run-state-v1-bodies');
  const said: string[][] = [];
  const events: EngineEvent[] = [
    out(12, 'check>both'),
    out(18, 'both>list'),
    ended(2),
    out(5, 'slow>first'),
    out(15, 'late>undo'),
    opened(19, 0),
  ];
  for (const event of events) {
    const next = advance(rich, state, event);
    state = next.state;
    said.push(next.commands.map(say));
  }
  expect(said).toMatchInlineSnapshot(`
    [
      [
        "execute 18 both",
      ],
      [
        "end 2 #1",
      ],
      [
        "close 2 #1",
      ],
      [],
      [
        "cancel 14 call",
        "start 19 undo",
      ],
      [
        "open 4 #0",
        "start 20 cancelBooking",
      ],
    ]
  `);
});
