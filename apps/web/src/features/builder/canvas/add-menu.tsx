'use client';

import { listNodeConfigForms, type NodeConfigForm } from '@switchyard/definition';
import type { DraftNode } from '@switchyard/domain';
import { Command } from 'cmdk';
import { useEffect, useMemo, useRef, useState } from 'react';
import { nodeKindAppearance } from '../../graph/node-kind-appearance.ts';
import { useDispatch, useDraft } from '../builder-context.ts';
import { addAction, canAdd, leadAction, listLeadable } from '../model/add-target.ts';
import type { AddMenuState } from './add-menu-state.ts';
import { categoryLabels, categoryOrder } from './categories.ts';

const groupStyle =
  '[&_[cmdk-group-heading]]:px-2 [&_[cmdk-group-heading]]:pt-2 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:font-medium [&_[cmdk-group-heading]]:text-faint [&_[cmdk-group-heading]]:text-xs';
const menuWidth = 296;
const menuHeight = 360;

/** A small searchable menu of node kinds, where the next node is wanted; and of the steps that a way may lead to instead. */
export const AddMenu = ({ menu, onClose }: { menu: AddMenuState; onClose: () => void }) => {
  const draft = useDraft();
  const dispatch = useDispatch();
  const root = useRef<HTMLDivElement>(null);
  const [wanted, setWanted] = useState('');
  const forms = useMemo(
    () => listNodeConfigForms().filter((form) => canAdd(draft, menu.target, form.kind)),
    [draft, menu.target],
  );
  const leadable = useMemo(() => listLeadable(draft, menu.target, wanted), [draft, menu.target, wanted]);
  useEffect(() => {
    const closeOutside = (event: PointerEvent) => {
      if (event.target instanceof Node && !root.current?.contains(event.target)) onClose();
    };
    window.addEventListener('pointerdown', closeOutside, true);
    return () => window.removeEventListener('pointerdown', closeOutside, true);
  }, [onClose]);
  const add = ({ kind, title, defaultConfig }: NodeConfigForm) => {
    const action = addAction(draft, menu.target, { kind, name: title, config: defaultConfig });
    if (action) dispatch(action);
    onClose();
  };
  const leadTo = (nodeId: string) => {
    const action = leadAction(menu.target, nodeId);
    if (action) dispatch(action);
    onClose();
  };
  const left = Math.max(8, Math.min(menu.x, window.innerWidth - menuWidth - 8));
  const top = Math.max(8, Math.min(menu.y, window.innerHeight - menuHeight - 8));
  return (
    <div
      ref={root}
      role="dialog"
      aria-label="Add a step"
      className="fixed z-50 animate-appear overflow-hidden rounded-md border border-line-strong bg-raised shadow-float"
      style={{ left, top, width: menuWidth }}
    >
      <Command
        label="Add a step"
        loop
        onKeyDown={(event) => {
          event.stopPropagation();
          if (event.key === 'Escape') onClose();
        }}
      >
        <Command.Input
          autoFocus
          placeholder="Add a step…"
          value={wanted}
          onValueChange={setWanted}
          className="h-10 w-full border-line border-b bg-transparent px-3 text-ink text-sm outline-none placeholder:text-faint"
        />
        <Command.List className="max-h-78 overflow-y-auto p-1">
          <Command.Empty className="px-3 py-6 text-center text-muted text-sm">No step of this name.</Command.Empty>
          {/* While one searches the best match comes first, whatever its category; the group that has it stands above the other. */}
          {wanted === '' ? null : (
            <Command.Group heading="A new step" className={groupStyle}>
              {forms.map((form) => (
                <AddMenuItem key={form.kind} form={form} onSelect={() => add(form)} />
              ))}
            </Command.Group>
          )}
          {(wanted === '' ? categoryOrder : []).map((category) => {
            const members = forms.filter((form) => form.category === category);
            return members.length === 0 ? null : (
              <Command.Group key={category} heading={categoryLabels[category]} className={groupStyle}>
                {members.map((form) => (
                  <AddMenuItem key={form.kind} form={form} onSelect={() => add(form)} />
                ))}
              </Command.Group>
            );
          })}
          {leadable.length === 0 ? null : (
            <Command.Group heading="Lead to a step that is there" className={groupStyle}>
              {leadable.map((node) => (
                <LeadToItem key={node.id} node={node} onSelect={() => leadTo(node.id)} />
              ))}
            </Command.Group>
          )}
        </Command.List>
      </Command>
    </div>
  );
};

const itemStyle =
  'flex cursor-default items-center gap-2.5 rounded-xs px-2 py-1.5 data-[selected=true]:bg-sunken max-sm:min-h-10';

const AddMenuItem = ({ form, onSelect }: { form: NodeConfigForm; onSelect: () => void }) => {
  const { icon: Icon } = nodeKindAppearance[form.kind];
  return (
    <Command.Item
      value={form.title}
      keywords={[form.kind, categoryLabels[form.category], form.description]}
      onSelect={onSelect}
      className={itemStyle}
    >
      <Icon aria-hidden className="size-4 shrink-0 text-muted" />
      <span className="min-w-0">
        <span className="block text-ink text-sm">{form.title}</span>
        <span className="block truncate text-muted text-xs">{form.description}</span>
      </span>
    </Command.Item>
  );
};

const LeadToItem = ({ node, onSelect }: { node: DraftNode; onSelect: () => void }) => {
  const { icon: Icon } = nodeKindAppearance[node.kind];
  return (
    <Command.Item value={`to ${node.id}`} keywords={[node.name]} onSelect={onSelect} className={itemStyle}>
      <Icon aria-hidden className="size-4 shrink-0 text-muted" />
      <span className="min-w-0 truncate text-ink text-sm">{node.name}</span>
    </Command.Item>
  );
};
