import type { DefinitionProblem, DraftNode, JsonValue } from '@switchyard/domain';
import { type ComponentType, createContext, useContext, useDeferredValue, useMemo } from 'react';
import { useBuilder, useDraft } from '../builder-context.ts';
import type { Completion } from '../model/completions.ts';
import { listCompletions } from '../model/completions.ts';
import { normalPath } from '../model/config-path.ts';
import type { FieldEditorProps } from './fields/field-props.ts';

export interface FieldContextValue {
  readonly node: DraftNode;
  readonly problems: readonly DefinitionProblem[];
  readonly completions: readonly Completion[];
  readonly set: (path: string, value: JsonValue | undefined) => void;
  /** Draws any field; handed down so that lists need not import what contains them. */
  readonly Editor: ComponentType<FieldEditorProps>;
}

export const FieldContext = createContext<FieldContextValue | null>(null);

export const useFields = (): FieldContextValue => {
  const fields = useContext(FieldContext);
  if (!fields) throw new Error('Fields belong inside an inspector.');
  return fields;
};

/** Names an expression at this node may use. */
export const useCompletions = (nodeId: string): readonly Completion[] => {
  // Names may lag a moment behind; typing may not.
  const draft = useDeferredValue(useDraft());
  const { references } = useBuilder();
  return useMemo(() => listCompletions(draft, nodeId, references), [draft, nodeId, references]);
};

export interface FieldProblem {
  readonly message: string;
  readonly severity: DefinitionProblem['severity'];
}

/** What is wrong with a field; `isWhole` takes in everything beneath it, for editors that draw their own rows. */
export const useFieldProblem = (path: string, isWhole = false): FieldProblem | undefined => {
  const { problems } = useFields();
  const wanted = normalPath(path);
  const found = problems.filter((problem) => {
    const at = normalPath(problem.path ?? '');
    return at === wanted || (isWhole && at.startsWith(`${wanted}.`));
  });
  return found.find(({ severity }) => severity === 'error') ?? found[0];
};
