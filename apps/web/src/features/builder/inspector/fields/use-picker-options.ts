import type { PickerKind } from '@switchyard/definition';
import { roles } from '@switchyard/domain';
import { useMemo } from 'react';
import { useBuilder, useDraft } from '../../builder-context.ts';
import { listEarlierNodes } from '../../model/completions.ts';
import { useFields } from '../field-context.ts';

export interface PickerOption {
  readonly value: string;
  readonly label: string;
}

const plain = (values: readonly string[] | undefined): readonly PickerOption[] | undefined =>
  values?.map((value) => ({ value, label: value }));

/** What there is to pick; undefined when that is not known, so that it is typed by hand. */
export const usePickerOptions = (picker: PickerKind | undefined): readonly PickerOption[] | undefined => {
  const { references } = useBuilder();
  const draft = useDraft();
  const { node } = useFields();
  return useMemo(() => {
    switch (picker) {
      case 'task':
        return references.tasks?.map(({ slug, name }) => ({ value: slug, label: name }));
      case 'source':
        return references.sources?.map(({ slug, name }) => ({ value: slug, label: name }));
      case 'calendar':
        return references.calendars?.map(({ slug, name }) => ({ value: slug, label: name }));
      case 'group':
        return plain(references.groups);
      case 'role':
        return (references.roles ?? roles).map((value) => ({ value, label: value.replace('_', ' ') }));
      case 'user':
        return plain(references.users);
      case 'secret':
        return plain(references.secrets);
      case 'node':
        return listEarlierNodes(draft, node.id).map(({ id, name }) => ({ value: id, label: name }));
      default:
        return undefined;
    }
  }, [picker, references, draft, node.id]);
};
