'use client';

import { Badge, Button, cx, DropdownMenu, IconButton, PageHeader } from '@switchyard/ui';
import {
  CircleAlert,
  CircleCheck,
  Download,
  Ellipsis,
  GitCompare,
  Play,
  Rocket,
  Settings2,
  TriangleAlert,
} from 'lucide-react';
import { useCommand } from '../../shell/command-registry.ts';
import { ScheduleButton } from '../workflows/schedule-button.tsx';
import { useBuilder } from './builder-context.ts';
import { downloadWorkflow } from './download-workflow.ts';
import type { LoadedDraft } from './model/builder-api.ts';
import type { SaveStatus as Status } from './save/autosave.ts';
import { SaveStatus } from './save/save-status.tsx';

interface BuilderHeaderProps {
  readonly loaded: LoadedDraft;
  readonly status: Status;
  readonly canPublish: boolean;
  readonly isListing: boolean;
  readonly onToggleProblems: () => void;
  readonly onOpenSettings: () => void;
  readonly onPublish: () => void;
  readonly onRetry: () => void;
}

/** Where I am, whether it is safe, what is wrong, and the one thing to do: publish. */
export const BuilderHeader = (props: BuilderHeaderProps) => {
  const { loaded, status, canPublish, isListing, onToggleProblems, onOpenSettings, onPublish, onRetry } = props;
  const { problems, store } = useBuilder();
  const errors = problems.filter(({ severity }) => severity === 'error').length;
  const { slug, name, currentVersion } = loaded;
  const isPublishable = canPublish && errors === 0;
  useCommand({ id: 'builder.publish', label: `Publish ${name}`, icon: Rocket, run: onPublish }, isPublishable);
  return (
    <PageHeader
      isCompact
      title={name}
      breadcrumbs={[{ label: 'Workflows', href: '/workflows' }, { label: name }]}
      badges={
        <>
          <Badge tone="outline" className="max-sm:hidden">
            {currentVersion ? `v${currentVersion.number} published` : 'Not published yet'}
          </Badge>
          <SaveStatus status={status} onRetry={onRetry} />
        </>
      }
      actions={
        <>
          <ScheduleButton slug={slug} canPause={canPublish} />
          <ProblemsButton
            errors={errors}
            warnings={problems.length - errors}
            isListing={isListing}
            onToggle={onToggleProblems}
          />
          <DropdownMenu
            trigger={
              <IconButton label="More">
                <Ellipsis aria-hidden />
              </IconButton>
            }
            groups={[
              [
                { label: 'Run', icon: Play, href: `/workflows/${slug}/run`, isDisabled: currentVersion === null },
                { label: 'Versions', icon: GitCompare, href: `/workflows/${slug}/versions` },
              ],
              [
                { label: 'Workflow settings', icon: Settings2, onSelect: onOpenSettings },
                {
                  label: 'Export as JSON',
                  icon: Download,
                  onSelect: () => downloadWorkflow(loaded, store.get().draft),
                },
              ],
            ]}
          />
          {canPublish ? (
            <Button
              variant="primary"
              disabled={errors > 0}
              title={errors > 0 ? 'Mend the errors first' : undefined}
              onClick={onPublish}
            >
              <Rocket aria-hidden className="max-sm:hidden" />
              Publish
            </Button>
          ) : null}
        </>
      }
    />
  );
};

interface ProblemsButtonProps {
  readonly errors: number;
  readonly warnings: number;
  readonly isListing: boolean;
  readonly onToggle: () => void;
}

const ProblemsButton = ({ errors, warnings, isListing, onToggle }: ProblemsButtonProps) => {
  const Icon = errors > 0 ? CircleAlert : warnings > 0 ? TriangleAlert : CircleCheck;
  const tone = errors > 0 ? 'text-failed' : warnings > 0 ? 'text-waiting' : 'text-done';
  const count = errors > 0 ? errors : warnings;
  const words = errors > 0 ? (errors === 1 ? 'error' : 'errors') : warnings === 1 ? 'warning' : 'warnings';
  return (
    <Button variant="ghost" aria-expanded={isListing} onClick={onToggle}>
      <Icon aria-hidden className={cx(tone)} />
      {count === 0 ? <span className="max-sm:sr-only">No problems</span> : count}
      {count === 0 ? null : <span className="max-sm:sr-only">{words}</span>}
    </Button>
  );
};
