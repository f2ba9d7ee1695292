'use client';

import { useMutation } from '@tanstack/react-query';
import { useTRPC } from '../../trpc/client.tsx';
import type { Scope } from './policy-scope.ts';
import { RulesDialog } from './rules-dialog.tsx';
import { usePolicyChange } from './use-policy-change.ts';

interface DialogProps {
  readonly scope: Scope;
  /** The version in force that is taken back. */
  readonly number: number;
  readonly changes: readonly string[];
  /** Whether this person may go past what the rules in force demand. */
  readonly canOverride: boolean;
  readonly onClose: () => void;
}

const sayWider = ({ taskId }: Scope): string =>
  taskId === null
    ? 'The organisation’s rules hold here again, from the next decision on.'
    : 'The rules of its workflow, else the organisation’s, hold for it again, from the next decision on.';

/** The way back from the rules of a workflow or a task to the wider ones. */
export const TakeBackDialog = ({ scope, number, changes, canOverride, onClose }: DialogProps) => {
  const api = useTRPC();
  const takeBack = useMutation(api.policies.takeBack.mutationOptions(usePolicyChange('The wider rules hold', onClose)));
  return (
    <RulesDialog
      title="Follow the wider rules"
      description={`${sayWider(scope)} The versions stay in the history, and so does a draft.`}
      action="Take back the own rules"
      changes={changes.length > 0 ? changes : ['Nothing as the organisation’s rules are now: they say the same.']}
      canOverride={canOverride}
      isPending={takeBack.isPending}
      error={takeBack.error}
      onSubmit={(said) => takeBack.mutate({ scope, number, ...said })}
      onClose={onClose}
    />
  );
};
