import type { PickerKind } from '@switchyard/definition';
import { type DraftDefinition, type DraftNode, errorCodes, inlineNodeKinds, roles } from '@switchyard/domain';
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

/** Steps that can be withdrawn: those that take their time, and joins that wait. */
const listCancellable = (draft: DraftDefinition, { id }: DraftNode): readonly DraftNode[] =>
  draft.nodes.filter((each) => each.id !== id && (each.kind === 'join' || !inlineNodeKinds.has(each.kind)));

const failures: readonly PickerOption[] = Object.keys(errorCodes).map((value) => ({
  value,
  label: value.replaceAll('_', ' '),
}));

/** What there is to pick; undefined when that is not known, so that it is typed by hand. */
export const usePickerOptions = (picker: PickerKind | undefined): readonly PickerOption[] | undefined => {
  const { references } = useBuilder();
  const draft = useDraft();
  const { node } = useFields();
  return useMemo(() => {
    switch (picker) {
      case 'task':
        return references.tasks?.map(({ slug, name }) => ({ value: slug, label: name }));
      case 'workflow':
        return references.workflows?.map(({ slug, name, isPublished }) => ({
          value: slug,
          label: isPublished ? name : `${name} (not published yet)`,
        }));
      case 'failure':
        return failures;
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
        return (node.kind === 'cancel' ? listCancellable(draft, node) : listEarlierNodes(draft, node.id)).map(
          ({ id, name }) => ({ value: id, label: name }),
        );
      default:
        return undefined;
    }
  }, [picker, references, draft, node]);
};
