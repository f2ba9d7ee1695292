import { lintDefinition } from '@switchyard/definition';
import type { DefinitionProblem, DraftDefinition } from '@switchyard/domain';
import { useEffect, useState } from 'react';
import type { BuilderReferences } from './model/builder-api.ts';
import type { BuilderStore } from './model/builder-store.ts';

const pauseMs = 200;

/** lintDefinition promises not to throw; if it does, editing goes on and the server decides at publishing. */
const lint = (draft: DraftDefinition, references: BuilderReferences): readonly DefinitionProblem[] => {
  try {
    return lintDefinition(draft, references);
  } catch {
    return [];
  }
};

/** What is wrong with the draft, a moment after each change. */
export const useProblems = (store: BuilderStore, references: BuilderReferences): readonly DefinitionProblem[] => {
  const [problems, setProblems] = useState(() => lint(store.get().draft, references));
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let linted: DraftDefinition | undefined;
    const run = () => {
      const { draft } = store.get();
      if (draft === linted) return;
      linted = draft;
      setProblems(lint(draft, references));
    };
    const later = () => {
      clearTimeout(timer);
      timer = setTimeout(run, pauseMs);
    };
    run();
    const stop = store.subscribe(later);
    return () => {
      clearTimeout(timer);
      stop();
    };
  }, [store, references]);
  return problems;
};
