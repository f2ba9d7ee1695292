'use client';

import { useShortcut } from '@switchyard/ui';
import { ReactFlowProvider } from '@xyflow/react';
import { useCallback, useMemo, useState } from 'react';
import { BuilderContext, useSelection } from './builder-context.ts';
import { BuilderHeader } from './builder-header.tsx';
import { AddMenu } from './canvas/add-menu.tsx';
import { type AddMenuState, OpenAddMenuContext } from './canvas/add-menu-state.ts';
import { BuilderCanvas } from './canvas/builder-canvas.tsx';
import { Palette } from './canvas/palette.tsx';
import { useSelectionCommands } from './canvas/use-selection-commands.ts';
import { Inspector } from './inspector/inspector.tsx';
import { WorkflowSettings } from './inspector/workflow-settings.tsx';
import type { BuilderApi, BuilderReferences, LoadedDraft } from './model/builder-api.ts';
import { emptySelection } from './model/builder-state.ts';
import { createBuilderStore } from './model/builder-store.ts';
import { ProblemsPanel } from './problems-panel.tsx';
import { PublishDialog } from './publish/publish-dialog.tsx';
import { ConflictDialog } from './save/conflict-dialog.tsx';
import { openBuilder } from './save/local-draft.ts';
import { useAutosave } from './save/use-autosave.ts';
import { useProblems } from './use-problems.ts';

export interface BuilderProps {
  readonly api: BuilderApi;
  readonly loaded: LoadedDraft;
  readonly references: BuilderReferences;
  readonly canPublish: boolean;
  /** The current version is another one now. */
  readonly onPublished: () => void;
}

/** The screen on which a process is mapped. Opened once per workflow: `loaded` is where it begins. */
export const Builder = ({ api, loaded, references, canPublish, onPublished }: BuilderProps) => {
  const [{ store, local }] = useState(() => {
    const opened = openBuilder(loaded.slug, loaded);
    return { store: createBuilderStore(opened.state), local: opened.local };
  });
  const [first] = useState(loaded);
  const problems = useProblems(store, references, api.checkScript);
  const { status, autosave } = useAutosave({ api, store, loaded: first, local });
  const [menu, setMenu] = useState<AddMenuState | null>(null);
  const [isListing, setIsListing] = useState(false);
  const [isPublishing, setIsPublishing] = useState(false);
  const [isSetting, setIsSetting] = useState(false);
  const closeSettings = useCallback(() => setIsSetting(false), []);
  const closeMenu = useCallback(() => setMenu(null), []);
  const builder = useMemo(
    () => ({ store, slug: loaded.slug, references, problems, webhookUrl: loaded.webhookUrl }),
    [store, loaded.slug, loaded.webhookUrl, references, problems],
  );
  useShortcut('mod+z', ({ shiftKey }) => store.dispatch({ type: shiftKey ? 'redo' : 'undo' }), {
    description: 'Undo; with Shift redo',
    group: 'Builder',
  });
  useShortcut('mod+y', () => store.dispatch({ type: 'redo' }), { description: 'Redo', group: 'Builder' });
  useShortcut('mod+s', () => void autosave.saveNow(), { description: 'Save now', group: 'Builder' });
  return (
    <BuilderContext value={builder}>
      <OpenAddMenuContext value={setMenu}>
        <BuilderHeader
          loaded={loaded}
          status={status}
          canPublish={canPublish}
          isListing={isListing}
          onToggleProblems={() => setIsListing(!isListing)}
          onOpenSettings={() => {
            store.dispatch({ type: 'select', selection: emptySelection });
            setIsSetting(true);
          }}
          onPublish={() => setIsPublishing(true)}
          onRetry={() => void autosave.saveNow()}
        />
        <ReactFlowProvider>
          <div className="flex h-(--page-height) min-h-0 max-sm:flex-col">
            <Palette />
            <div className="flex min-h-0 min-w-0 flex-1 flex-col">
              <div className="relative min-h-0 flex-1">
                <BuilderCanvas />
              </div>
              {isListing ? <ProblemsPanel onClose={() => setIsListing(false)} /> : null}
            </div>
            <SidePart isSetting={isSetting} onCloseSettings={closeSettings} />
          </div>
          {menu ? <AddMenu menu={menu} onClose={closeMenu} /> : null}
        </ReactFlowProvider>
        {isPublishing ? (
          <PublishDialog
            api={api}
            autosave={autosave}
            loaded={loaded}
            onClose={() => setIsPublishing(false)}
            onPublished={onPublished}
          />
        ) : null}
        {status.kind === 'conflict' ? <ConflictDialog api={api} autosave={autosave} /> : null}
      </OpenAddMenuContext>
    </BuilderContext>
  );
};

/** What is selected, or the settings of the whole while nothing is. */
const SidePart = ({ isSetting, onCloseSettings }: { isSetting: boolean; onCloseSettings: () => void }) => {
  const { duplicate, remove } = useSelectionCommands();
  const { nodeIds, edgeIds } = useSelection();
  if (isSetting && nodeIds.length + edgeIds.length === 0) return <WorkflowSettings onClose={onCloseSettings} />;
  return <Inspector onDuplicate={duplicate} onRemove={remove} />;
};
