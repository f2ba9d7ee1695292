'use client';

import { useMutation } from '@tanstack/react-query';
import { useTRPC } from '../../trpc/client.tsx';
import type { Scope } from './policy-scope.ts';
import { RulesDialog } from './rules-dialog.tsx';
import { usePolicyChange } from './use-policy-change.ts';

interface DialogProps {
  readonly scope: Scope;
  readonly revision: number;
  readonly changes: readonly string[];
  /** Whether this person may go past what the rules in force demand. */
  readonly canOverride: boolean;
  readonly onClose: () => void;
}

/** Makes the draft the rules in force. */
export const PublishDialog = ({ scope, revision, changes, canOverride, onClose }: DialogProps) => {
  const api = useTRPC();
  const publish = useMutation(api.policies.publish.mutationOptions(usePolicyChange('Policy published', onClose)));
  return (
    <RulesDialog
      title="Publish the draft"
      description="It holds for every decision from now on. Work that has begun is not decided again."
      action="Publish"
      changes={changes}
      canOverride={canOverride}
      isPending={publish.isPending}
      error={publish.error}
      onSubmit={(said) => publish.mutate({ scope, revision, ...said })}
      onClose={onClose}
    />
  );
};
