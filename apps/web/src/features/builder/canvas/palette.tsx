'use client';

import { listNodeConfigForms, type NodeConfigForm } from '@switchyard/definition';
import { Input, Tooltip } from '@switchyard/ui';
import { useMemo, useState } from 'react';
import { nodeKindAppearance } from '../../graph/node-kind-appearance.ts';
import { useBuilder, useDispatch } from '../builder-context.ts';
import { addAction, targetOfSelection } from '../model/add-target.ts';
import { categoryLabels, categoryOrder, draggedKindType } from './categories.ts';

const isMatch = ({ kind, title, description, category }: NodeConfigForm, wanted: string): boolean => {
  const text = `${kind} ${title} ${description} ${categoryLabels[category]}`.toLowerCase();
  return wanted
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
};

/** Everything a process can be made of: drag it onto the canvas, or press it to put it behind what is selected. */
export const Palette = () => {
  const [wanted, setWanted] = useState('');
  const groups = useMemo(() => {
    const forms = listNodeConfigForms().filter((form) => isMatch(form, wanted));
    return categoryOrder.flatMap((category) => {
      const members = forms.filter((form) => form.category === category);
      return members.length === 0 ? [] : [{ category, forms: members }];
    });
  }, [wanted]);
  return (
    <nav
      aria-label="Steps to add"
      className="flex w-14 shrink-0 flex-col gap-3 overflow-y-auto border-line border-r bg-surface px-2 py-3 max-sm:hidden lg:w-48"
    >
      <Input
        type="search"
        aria-label="Find a step to add"
        placeholder="Find a step…"
        className="h-8 shrink-0 max-lg:hidden"
        value={wanted}
        onChange={({ target }) => setWanted(target.value)}
      />
      {groups.length === 0 ? <p className="px-2 text-muted text-xs">No step of this name.</p> : null}
      {groups.map(({ category, forms }) => (
        <section key={category} aria-label={categoryLabels[category]}>
          <h2 className="px-2 pb-1 font-medium text-faint text-xs max-lg:sr-only">{categoryLabels[category]}</h2>
          <ul>
            {forms.map((form) => (
              <li key={form.kind}>
                <PaletteEntry form={form} />
              </li>
            ))}
          </ul>
        </section>
      ))}
    </nav>
  );
};

const PaletteEntry = ({ form: { kind, title, description, defaultConfig } }: { form: NodeConfigForm }) => {
  const { store } = useBuilder();
  const dispatch = useDispatch();
  const { icon: Icon } = nodeKindAppearance[kind];
  const add = () => {
    const { draft, selection } = store.get();
    const wanted = { kind, name: title, config: defaultConfig };
    const action =
      addAction(draft, targetOfSelection(draft, selection), wanted) ?? addAction(draft, { type: 'end' }, wanted);
    if (action) dispatch(action);
  };
  return (
    <Tooltip content={description} side="right">
      <button
        type="button"
        draggable
        onDragStart={(event) => {
          event.dataTransfer.setData(draggedKindType, kind);
          event.dataTransfer.effectAllowed = 'copy';
        }}
        onClick={add}
        aria-label={`Add ${title}`}
        className="flex h-7 w-full cursor-grab items-center gap-2 rounded-sm px-2 text-ink text-sm hover:bg-sunken active:cursor-grabbing max-lg:justify-center"
      >
        <Icon aria-hidden className="size-4 shrink-0 text-muted" />
        <span className="truncate max-lg:hidden">{title}</span>
      </button>
    </Tooltip>
  );
};
