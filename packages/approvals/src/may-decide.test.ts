import type { GroupId, Role, UserId } from '@switchyard/domain';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Assignment, DecidableRequest, Vote } from './decidable-request.ts';
import { type MayDecideQuestion, mayDecide } from './may-decide.ts';

const people = ['ana', 'ben', 'cleo', 'dora'] as const;
const groups = ['finance', 'board'] as const;
const roles = ['approver', 'owner'] as const;

const actorOf = (name: string, groupIds: readonly string[], held: readonly string[]): MayDecideQuestion['actor'] => ({
  userId: name as UserId,
  groupIds: groupIds as GroupId[],
  roles: held as Role[],
});

const assignment: fc.Arbitrary<Assignment> = fc.oneof(
  fc.record({
    stage: fc.nat(2),
    userId: fc.constantFrom(...people),
    groupId: fc.constant(null),
    role: fc.constant(null),
  }),
  fc.record({
    stage: fc.nat(2),
    userId: fc.constant(null),
    groupId: fc.constantFrom(...groups),
    role: fc.constant(null),
  }),
  fc.record({
    stage: fc.nat(2),
    userId: fc.constant(null),
    groupId: fc.constant(null),
    role: fc.constantFrom(...roles),
  }),
);
const vote: fc.Arbitrary<Vote> = fc.record({
  stage: fc.nat(2),
  userId: fc.constantFrom(...people),
  outcome: fc.constantFrom('approved', 'rejected', 'changes'),
});
const request: fc.Arbitrary<DecidableRequest> = fc.record({
  status: fc.constantFrom('pending', 'pending', 'pending', 'approved', 'withdrawn'),
  stage: fc.nat(2),
  digest: fc.constantFrom('a', 'b'),
  isSeparationOfDuties: fc.boolean(),
  requestedById: fc.option(fc.constantFrom(...people)),
  publishedById: fc.option(fc.constantFrom(...people)),
});
const question: fc.Arbitrary<MayDecideQuestion> = fc.record({
  actor: fc
    .tuple(fc.constantFrom(...people), fc.subarray([...groups]), fc.subarray([...roles]))
    .map(([name, held, roleNames]) => actorOf(name, held, roleNames)),
  actsForUserIds: fc.subarray([...people]),
  request,
  assignments: fc.array(assignment, { maxLength: 6 }),
  votes: fc.array(vote, { maxLength: 4 }),
  digest: fc.constantFrom('a', 'b'),
});

const selvesOf = ({ actor, actsForUserIds = [] }: MayDecideQuestion): string[] => [actor.userId, ...actsForUserIds];

describe('whoever may decide', () => {
  const allowed = (check: (asked: MayDecideQuestion) => boolean) =>
    fc.assert(
      fc.property(question, (asked) => !mayDecide(asked).isAllowed || check(asked)),
      { numRuns: 3000 },
    );

  test('decides only what is pending', () => allowed(({ request: { status } }) => status === 'pending'));

  test('is neither requester nor publisher, nor acts for either, where duties are separated', () =>
    allowed((asked) => {
      const { isSeparationOfDuties, requestedById, publishedById } = asked.request;
      const selves = selvesOf(asked);
      return (
        !isSeparationOfDuties || ![requestedById, publishedById].some((each) => each !== null && selves.includes(each))
      );
    }));

  test('is assigned to the stage being decided, not to another', () =>
    allowed(({ actor, request: { stage }, assignments }) =>
      assignments.some(
        (each) =>
          each.stage === stage &&
          (each.userId === actor.userId ||
            (each.groupId !== null && (actor.groupIds as string[]).includes(each.groupId)) ||
            (each.role !== null && (actor.roles as string[]).includes(each.role))),
      ),
    ));

  test('has not voted at this stage, nor has anybody they act for', () =>
    allowed((asked) => {
      const selves = selvesOf(asked);
      return !asked.votes.some(({ stage, userId }) => stage === asked.request.stage && selves.includes(userId));
    }));

  test('was shown exactly this content', () => allowed(({ digest, request }) => digest === request.digest));
});

test('somebody assigned, uninvolved and shown the content is never turned away', () => {
  fc.assert(
    fc.property(request, fc.nat(2), (base, stage) => {
      const asked: MayDecideQuestion = {
        actor: actorOf('eve', [], ['approver']),
        request: { ...base, status: 'pending', stage },
        assignments: [{ stage, userId: null, groupId: null, role: 'approver' }],
        votes: [],
        digest: base.digest,
      };
      return mayDecide(asked).isAllowed;
    }),
  );
});

test('every refusal says why in a sentence', () => {
  fc.assert(
    fc.property(question, (asked) => {
      const answer = mayDecide(asked);
      return answer.isAllowed || /^[A-Z].+\.$/.test(answer.reason);
    }),
  );
});

test('turning separation of duties off lets a requester who is assigned decide', () => {
  const asked: MayDecideQuestion = {
    actor: actorOf('ana', [], ['approver']),
    request: {
      status: 'pending',
      stage: 0,
      digest: 'a',
      isSeparationOfDuties: false,
      requestedById: 'ana',
      publishedById: 'ana',
    },
    assignments: [{ stage: 0, userId: 'ana', groupId: null, role: null }],
    votes: [],
  };
  expect(mayDecide(asked)).toEqual({ isAllowed: true, rule: 'user' });
});
