import { rolePermissions } from '@switchyard/access';
import { type ApprovalProblem, listProblems, type StagePeople } from '@switchyard/approvals';
import type { Tx } from '@switchyard/db';
import { type ApprovalConfig, type ApprovalStage, type Role, roles } from '@switchyard/domain';

/** One stage with its selectors looked up: what is stored as assignments, and whom that stands for today. */
export interface ResolvedStage extends StagePeople {
  readonly userIds: readonly string[];
  readonly groupIds: readonly string[];
  readonly roles: readonly string[];
  /** Names of the people, groups and roles asked. */
  readonly askedLabels: readonly string[];
}

interface PersonRow {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly roles: readonly Role[];
  readonly groups: readonly string[];
}

interface GroupRow {
  readonly id: string;
  readonly name: string;
}

const mayDecideAtAll = (held: readonly Role[]): boolean =>
  held.some((role) => rolePermissions[role]?.includes('approvals.decide'));

const listPeople = (tx: Tx, organisationId: string, stages: readonly ApprovalStage[]): Promise<PersonRow[]> =>
  tx.query<PersonRow>(
    `SELECT u.id, u.name, lower(u.email) AS email, u.roles, array_remove(array_agg(g.name), NULL) AS groups
     FROM app_user u
     LEFT JOIN group_member m ON m.user_id = u.id
     LEFT JOIN user_group g ON g.id = m.group_id AND g.name = ANY($3::text[])
     WHERE u.organisation_id = $1 AND u.is_active
       AND (lower(u.email) = ANY($2::text[]) OR u.roles && $4::text[] OR g.id IS NOT NULL)
     GROUP BY u.id ORDER BY u.name`,
    [
      organisationId,
      stages.flatMap(({ who }) => who.users.map((email) => email.toLowerCase())),
      stages.flatMap(({ who }) => who.groups),
      stages.flatMap(({ who }) => who.roles),
    ],
  );

const listGroups = (tx: Tx, organisationId: string, stages: readonly ApprovalStage[]): Promise<GroupRow[]> => {
  const names = stages.flatMap(({ who }) => who.groups);
  if (names.length === 0) return Promise.resolve([]);
  return tx.query<GroupRow>('SELECT id, name FROM user_group WHERE organisation_id = $1 AND name = ANY($2::text[])', [
    organisationId,
    names,
  ]);
};

const isRole = (name: string): boolean => roles.some((role) => role === name);

const resolveStage = (
  stage: ApprovalStage,
  people: readonly PersonRow[],
  groups: readonly GroupRow[],
): ResolvedStage => {
  const { users, groups: groupNames, roles: roleNames } = stage.who;
  const emails = users.map((email) => email.toLowerCase());
  const named = people.filter(({ email }) => emails.includes(email));
  const knownGroups = groups.filter(({ name }) => groupNames.includes(name));
  const knownRoles = roleNames.filter(isRole);
  const asked = people.filter(
    (person) =>
      named.includes(person) ||
      person.groups.some((group) => groupNames.includes(group)) ||
      person.roles.some((role) => knownRoles.includes(role)),
  );
  return {
    name: stage.name,
    approvalsNeeded: stage.approvalsNeeded,
    people: asked.map(({ id, name, roles: held }) => ({ userId: id, name, mayDecideAtAll: mayDecideAtAll(held) })),
    unknown: [
      ...users.filter((email) => !people.some((person) => person.email === email.toLowerCase())),
      ...groupNames.filter((name) => !groups.some((group) => group.name === name)).map((name) => `the group ${name}`),
      ...roleNames.filter((name) => !isRole(name)).map((name) => `the role ${name}`),
    ],
    userIds: named.map(({ id }) => id),
    groupIds: knownGroups.map(({ id }) => id),
    roles: knownRoles,
    askedLabels: [
      ...named.map(({ name }) => name),
      ...knownGroups.map(({ name }) => name),
      ...knownRoles.map((name) => `anyone who is ${name.replaceAll('_', ' ')}`),
    ],
  };
};

/** Looks up mail addresses, groups and roles of all stages in two statements and one round trip. */
export const resolveStages = async (
  tx: Tx,
  organisationId: string,
  stages: readonly ApprovalStage[],
): Promise<ResolvedStage[]> => {
  const [people, groups] = await Promise.all([
    listPeople(tx, organisationId, stages),
    listGroups(tx, organisationId, stages),
  ]);
  return stages.map((stage) => resolveStage(stage, people, groups));
};

/** Why this gate could never be passed, before a run reaches it. `excludedUserIds`: requester and publisher. */
export const listApprovalProblems = async (
  tx: Tx,
  organisationId: string,
  config: Pick<ApprovalConfig, 'stages' | 'isSeparationOfDuties'>,
  excludedUserIds: readonly (string | null)[] = [],
): Promise<ApprovalProblem[]> =>
  listProblems(
    await resolveStages(tx, organisationId, config.stages),
    config.isSeparationOfDuties ? excludedUserIds : [],
  );
