import { defineWorkflow } from '@switchyard/application/test';
import type { Definition } from '@switchyard/domain';

const start = { id: 'start', kind: 'start' as const, config: {} };
const call = (id: string, url: string) => ({ id, kind: 'http' as const, config: { url } });
const end = (id = 'end') => ({ id, kind: 'end' as const, config: {} });

export const oneEffect = (url: string): Definition =>
  defineWorkflow(
    [start, call('one', url), end()],
    [
      { from: 'start', to: 'one' },
      { from: 'one', to: 'end' },
    ],
  );

/** One after the start, two side by side behind it. */
export const threeEffects = (url: string): Definition =>
  defineWorkflow(
    [
      start,
      call('one', url),
      { id: 'split', kind: 'parallelSplit', config: {} },
      call('two', url),
      call('three', url),
      end('endTwo'),
      end('endThree'),
    ],
    [
      { from: 'start', to: 'one' },
      { from: 'one', to: 'split' },
      { from: 'split', to: 'two' },
      { from: 'split', to: 'three' },
      { from: 'two', to: 'endTwo' },
      { from: 'three', to: 'endThree' },
    ],
  );

/** One effect after the start, one beside a wait of two seconds, one after it. */
export const effectsAroundWait = (url: string): Definition =>
  defineWorkflow(
    [
      start,
      call('one', url),
      { id: 'split', kind: 'parallelSplit', config: {} },
      call('two', url),
      { id: 'pause', kind: 'wait', config: { for: 'PT2S' } },
      call('three', url),
      end('endTwo'),
      end('endThree'),
    ],
    [
      { from: 'start', to: 'one' },
      { from: 'one', to: 'split' },
      { from: 'split', to: 'two' },
      { from: 'split', to: 'pause' },
      { from: 'pause', to: 'three' },
      { from: 'two', to: 'endTwo' },
      { from: 'three', to: 'endThree' },
    ],
  );

/** An effect after two seconds on the clock. */
export const waitThenEffect = (url: string): Definition =>
  defineWorkflow(
    [start, { id: 'pause', kind: 'wait', config: { for: 'PT2S' } }, call('one', url), end()],
    [
      { from: 'start', to: 'pause' },
      { from: 'pause', to: 'one' },
      { from: 'one', to: 'end' },
    ],
  );

/** A gate that everybody may decide and that is overdue at once; each way out has an effect of its own. */
export const gateWithEffects = (url: string): Definition =>
  defineWorkflow(
    [
      start,
      {
        id: 'gate',
        kind: 'approval',
        config: {
          title: 'Go on?',
          stages: [{ name: 'Anybody', who: { users: [], groups: [], roles: ['approver'] }, approvalsNeeded: 1 }],
          deadline: 'PT1S',
          onExpiry: 'expire',
        },
      },
      ...['approved', 'rejected', 'changes', 'expired'].map((port) => call(port, `${url}/${port}`)),
      end(),
    ],
    [
      { from: 'start', to: 'gate' },
      ...['approved', 'rejected', 'changes', 'expired'].flatMap((port) => [
        { from: 'gate', to: port, port },
        { from: port, to: 'end' },
      ]),
    ],
  );
