import { lintDefinition } from '@switchyard/definition';
import type { DefinitionProblem, DraftDefinition } from '@switchyard/domain';
import { useEffect, useState } from 'react';
import type { BuilderReferences } from './model/builder-api.ts';
import type { BuilderStore } from './model/builder-store.ts';
import { watchProblems } from './watch-problems.ts';

/** lintDefinition promises not to throw; if it does, editing goes on and the server decides at publishing. */
const lint = (draft: DraftDefinition, references: BuilderReferences): readonly DefinitionProblem[] => {
  try {
    return lintDefinition(draft, references);
  } catch {
    return [];
  }
};

/** What is wrong with the draft. */
export const useProblems = (store: BuilderStore, references: BuilderReferences): readonly DefinitionProblem[] => {
  const [problems, setProblems] = useState(() => lint(store.get().draft, references));
  useEffect(
    () => watchProblems({ store, lint: (draft) => lint(draft, references), onProblems: setProblems, pointer: window }),
    [store, references],
  );
  return problems;
};
