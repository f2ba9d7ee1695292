/** One stage with the people its selectors stand for today. */
export interface StagePeople {
  readonly name: string;
  readonly approvalsNeeded: number;
  /** Active people named, in a named group or with a named role; each once. */
  readonly people: readonly StagePerson[];
  /** Mail addresses, groups and roles that stand for nobody, as written. */
  readonly unknown: readonly string[];
}

export interface StagePerson {
  readonly userId: string;
  readonly name: string;
  /** False where none of their roles allows deciding anything. */
  readonly mayDecideAtAll: boolean;
}

export interface ApprovalProblem {
  readonly stage: number;
  readonly severity: 'error' | 'warning';
  readonly message: string;
}

const countOf = (count: number): string => (count === 1 ? '1 person' : `${count} people`);

const stageProblems = (stage: StagePeople, index: number, excluded: ReadonlySet<string>): ApprovalProblem[] => {
  const problems: ApprovalProblem[] = [];
  if (stage.unknown.length > 0) {
    const message = `“${stage.name}” asks ${stage.unknown.join(', ')}, whom this organisation does not know.`;
    problems.push({ stage: index, severity: 'error', message });
  }
  const without = stage.people.filter(({ mayDecideAtAll }) => !mayDecideAtAll);
  if (without.length > 0) {
    const names = without.map(({ name }) => name).join(', ');
    const message = `“${stage.name}” asks ${names}, whose role does not allow deciding. Give them the approver role.`;
    problems.push({ stage: index, severity: 'warning', message });
  }
  const able = stage.people.filter(({ userId, mayDecideAtAll }) => mayDecideAtAll && !excluded.has(userId)).length;
  if (able >= stage.approvalsNeeded) return problems;
  const message =
    able === 0
      ? `Nobody can approve “${stage.name}”.`
      : `“${stage.name}” needs ${countOf(stage.approvalsNeeded)} to approve, but only ${countOf(able)} may.`;
  return [...problems, { stage: index, severity: 'error', message }];
};

/**
 * What would keep a gate from ever being decided, stage by stage: said before a run reaches it, and again on the
 * request itself. `excludedUserIds` are those whom separation of duties bars (requester, publisher).
 */
export const listProblems = (
  stages: readonly StagePeople[],
  excludedUserIds: readonly (string | null)[] = [],
): ApprovalProblem[] => {
  const excluded = new Set(excludedUserIds.filter((userId) => userId !== null));
  return stages.flatMap((stage, index) => stageProblems(stage, index, excluded));
};
