'use client';

import type { LucideIcon } from 'lucide-react';
import { useEffect, useEffectEvent, useSyncExternalStore } from 'react';

export interface Command {
  readonly id: string;
  readonly label: string;
  readonly icon?: LucideIcon | undefined;
  /** Other words somebody may type. */
  readonly keywords?: readonly string[] | undefined;
  readonly shortcut?: string | undefined;
  readonly run: () => void;
}

/** What a search finds: a workflow, run, person … and where it is. */
export interface SearchHit {
  readonly id: string;
  readonly label: string;
  /** "Run", "Workflow", "Person". */
  readonly kind: string;
  readonly hint?: string | undefined;
  readonly href: string;
}

export type Search = (query: string, signal: AbortSignal) => Promise<readonly SearchHit[]>;

let commands: readonly Command[] = [];
const listeners = new Set<() => void>();
const none: readonly Command[] = [];

const replace = (next: readonly Command[]) => {
  commands = next;
  for (const listener of listeners) listener();
};

const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

/** Offers an action of this page in the command palette while mounted. */
export const useCommand = ({ id, label, icon, shortcut, keywords, run }: Command, isEnabled = true): void => {
  const onRun = useEffectEvent(run);
  const words = keywords?.join(' ');
  useEffect(() => {
    if (!isEnabled) return;
    const command: Command = { id, label, icon, shortcut, keywords: words?.split(' '), run: () => onRun() };
    replace([...commands, command]);
    return () => replace(commands.filter((each) => each !== command));
  }, [id, label, icon, shortcut, words, isEnabled]);
};

export const useCommands = (): readonly Command[] =>
  useSyncExternalStore(
    subscribe,
    () => commands,
    () => none,
  );
