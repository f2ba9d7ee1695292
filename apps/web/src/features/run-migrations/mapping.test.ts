import { describe, expect, test } from 'vitest';
import { describeReport } from './describe-report.ts';
import { listLostNodes, toMapping } from './mapping-choices.ts';
import type { MigratedRun } from './migration-types.ts';

const node = (id: string, kind: 'start' | 'approval' | 'task' | 'join' | 'end') => ({
  id,
  kind,
  name: id.toUpperCase(),
  position: { x: 0, y: 0 },
  config: {},
});
const draft = (...nodes: ReturnType<typeof node>[]) => ({ v: 1 as const, nodes, edges: [] });

describe('nodes without a place', () => {
  const before = draft(node('begin', 'start'), node('ask', 'approval'), node('read', 'task'), node('done', 'end'));
  const after = draft(
    node('start', 'start'),
    node('check', 'approval'),
    node('read', 'approval'),
    node('meet', 'join'),
    node('done', 'end'),
  );

  test('are those that are gone or of another kind; nobody is ever at a start', () => {
    expect(listLostNodes({ before, after }).map(({ id, why }) => `${id} ${why}`)).toEqual([
      'ask gone',
      'read other kind',
    ]);
  });

  test('become a node of their kind, or leave their runs to go on where a run can go on', () => {
    const [ask] = listLostNodes({ before, after });
    expect(ask?.choices.map(({ value }) => value)).toEqual([
      '',
      'to check',
      'to read',
      'at check',
      'at read',
      'at done',
    ]);
  });

  test('without a choice are left out of the mapping', () => {
    expect(toMapping({ ask: 'to check', read: 'at done', done: '' })).toEqual({
      ask: { to: 'check' },
      read: { continueAt: 'done' },
    });
  });
});

const report: MigratedRun['report'] = {
  v: 1,
  verdict: 'voided',
  places: [
    { nodeId: 'ask', name: 'Ask', toName: 'Ask', fate: 'reopened', changed: ['config.title'], count: 1 },
    { nodeId: 'wait', name: 'Wait', toName: 'Pause', fate: 'changed', changed: [], count: 2 },
    { nodeId: 'read', name: 'Read', toName: 'Read', fate: 'kept', changed: [], count: 1 },
  ],
  voidedApprovals: [
    { title: 'Pay 5 €?', waitsFor: ['Ben', 'Ana'] },
    { title: 'Ship?', waitsFor: [] },
  ],
  voidedWorkItems: [],
  timers: { kept: 1, rearmed: 0, dropped: 1 },
  messageWaits: { kept: 0, changed: 0, dropped: 0 },
  problems: [],
  notes: [],
};

test('a run is told in sentences, what is lost first and by name', () => {
  expect(describeReport(report)).toEqual([
    'The request “Pay 5 €?”, which waits for Ben, Ana, is withdrawn.',
    'The request “Ship?” is withdrawn.',
    '“Ask” is opened again: the title.',
    '“Wait” goes on as “Pause” (2 times).',
    '1 timer stopped.',
  ]);
});

test('of a run that stays only the reason is told, not what would have happened to it', () => {
  const problem = 'The new version has no node “Ask” (ask).';
  expect(describeReport({ ...report, verdict: 'impossible', problems: [problem] })).toEqual([problem]);
});

test('who published is told in words', () => {
  const [place] = report.places;
  const places = place ? [{ ...place, changed: ['publisher'] }] : [];
  expect(describeReport({ ...report, places })).toContain(
    '“Ask” is opened again: published by somebody who may not decide on it.',
  );
});

test('what differs is told in words, not in names of fields', () => {
  const [place] = report.places;
  const changed = ['config.stages', 'config.allowsChanges', 'boundary.late'];
  const places = place ? [{ ...place, changed }] : [];
  expect(describeReport({ ...report, places })).toContain(
    '“Ask” is opened again: who decides, and in which order, allows changes, the event “late”.',
  );
});
