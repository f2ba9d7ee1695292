import { lintDefinition } from '@switchyard/definition';
import type { DefinitionProblem, DraftDefinition } from '@switchyard/domain';
import { useEffect, useState } from 'react';
import type { BuilderApi, BuilderReferences } from './model/builder-api.ts';
import type { BuilderStore } from './model/builder-store.ts';
import { watchProblems } from './watch-problems.ts';
import { type CheckedScripts, listScriptProblems, watchScripts } from './watch-scripts.ts';

/** lintDefinition promises not to throw; if it does, editing goes on and the server decides at publishing. */
const lint = (draft: DraftDefinition, references: BuilderReferences): readonly DefinitionProblem[] => {
  try {
    return lintDefinition(draft, references);
  } catch {
    return [];
  }
};

/** What is wrong with the draft. Scripts are compiled by the server, a moment after the last key. */
export const useProblems = (
  store: BuilderStore,
  references: BuilderReferences,
  checkScript: BuilderApi['checkScript'],
): readonly DefinitionProblem[] => {
  const [problems, setProblems] = useState(() => lint(store.get().draft, references));
  const [checked, setChecked] = useState<CheckedScripts>(new Map());
  useEffect(() => watchScripts({ store, checkScript, onChecked: setChecked }), [store, checkScript]);
  useEffect(
    () =>
      watchProblems({
        store,
        lint: (draft) => [...lint(draft, references), ...listScriptProblems(draft, checked)],
        onProblems: setProblems,
        pointer: window,
      }),
    [store, references, checked],
  );
  return problems;
};
