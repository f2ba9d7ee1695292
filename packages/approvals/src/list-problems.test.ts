import { expect, test } from 'vitest';
import { listProblems, type StagePeople } from './list-problems.ts';

const person = (userId: string, mayDecideAtAll = true) => ({ userId, name: userId, mayDecideAtAll });
const stage = (changes: Partial<StagePeople> = {}): StagePeople => ({
  name: 'Finance',
  approvalsNeeded: 1,
  people: [person('ana'), person('ben')],
  unknown: [],
  ...changes,
});

test('a stage that somebody may decide has no problem', () => {
  expect(listProblems([stage()], ['ana', null])).toEqual([]);
});

test('nobody can approve where everybody asked is requester or publisher', () => {
  expect(listProblems([stage()], ['ana', 'ben'])).toEqual([
    { stage: 0, severity: 'error', message: 'Nobody can approve “Finance”.' },
  ]);
});

test('too few people for the approvals a stage needs is said with both numbers', () => {
  const [problem] = listProblems([stage({ approvalsNeeded: 3 })]);
  expect(problem?.message).toBe('“Finance” needs 3 people to approve, but only 2 people may.');
});

test('approvers that do not exist are named', () => {
  const [problem] = listProblems([stage({ unknown: ['gone@example.com', 'the group Board'] })]);
  expect(problem?.message).toContain('gone@example.com, the group Board');
});

test('people whose role cannot decide are named and do not count', () => {
  const problems = listProblems([stage({ people: [person('vera', false)] })]);
  expect(problems.map(({ severity }) => severity)).toEqual(['warning', 'error']);
});
