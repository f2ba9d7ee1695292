import type { PolicyDetail } from '@switchyard/application';
import { Badge, Button, RelativeTime, Section } from '@switchyard/ui';
import { useMutation } from '@tanstack/react-query';
import { useTRPC } from '../../trpc/client.tsx';
import { isOrganisation, type Scope } from './policy-scope.ts';
import { Sentences } from './policy-sentences.tsx';
import { usePolicyChange } from './use-policy-change.ts';

type Version = PolicyDetail['versions'][number];

interface RestoreProps {
  readonly scope: Scope;
  readonly policy: PolicyDetail;
  readonly number: number;
  readonly rules: NonNullable<Version['rules']>;
}

/** The way back: the rules of an older version as the draft, which is compared and published like any other. */
const RestoreButton = ({ scope, policy: { draft }, number, rules }: RestoreProps) => {
  const api = useTRPC();
  const said = `The draft says what version ${number} said. Publish it to go back.`;
  const change = usePolicyChange(said, () => window.scrollTo({ top: 0 }));
  const save = useMutation(api.policies.saveDraft.mutationOptions(change));
  return (
    <span className="flex flex-wrap items-center gap-2">
      <Button
        size="sm"
        isPending={save.isPending}
        onClick={() => save.mutate({ scope, rules, revision: draft?.revision ?? 0 })}
      >
        {draft ? 'Replace the draft with it' : 'Make it the draft'}
        <span className="sr-only">: version {number}</span>
      </Button>
      {save.error ? (
        <span role="alert" className="text-failed text-sm">
          {save.error.message}
        </span>
      ) : null}
    </span>
  );
};

interface HistoryProps {
  readonly scope: Scope;
  readonly policy: PolicyDetail;
  readonly canManage: boolean;
}

/** Every version of the rules of a scope, newest first, with what each changed. */
export const PolicyHistory = ({ scope, policy, canManage }: HistoryProps) => (
  <Section title="Versions">
    {policy.versions.length === 0 ? (
      <p className="text-muted text-sm">
        None was published here: {isOrganisation(scope) ? 'the rules as shipped hold.' : 'the wider rules hold.'}
      </p>
    ) : null}
    <ol className="flex flex-col gap-5">
      {policy.versions.map((version, at) => (
        <li key={version.id} className="flex flex-col gap-1.5">
          <p className="flex flex-wrap items-center gap-2 text-sm">
            <span className="font-medium">Version {version.number}</span>
            {at === 0 && version.rules ? <Badge tone="done">in force</Badge> : null}
            {version.rules ? null : <Badge tone="stopped">taken back</Badge>}
            <span className="text-muted">
              {version.publishedBy}, <RelativeTime at={version.publishedAt} />
            </span>
            {at > 0 && canManage && version.rules ? (
              <RestoreButton scope={scope} policy={policy} number={version.number} rules={version.rules} />
            ) : null}
          </p>
          <p className="text-sm">{version.note}</p>
          <Sentences sentences={version.changes} />
        </li>
      ))}
    </ol>
  </Section>
);
