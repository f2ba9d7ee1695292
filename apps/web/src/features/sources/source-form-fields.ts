import type { FormField } from '@switchyard/ui';
import type { SourceDetailData, SourceOwners } from './source-types.ts';
import { authorityOptions, dataClassOptions } from './source-words.ts';

/** What every source says about itself. */
export const describeFormFields = (owners: SourceOwners): FormField[] => [
  { name: 'name', label: 'Name', kind: 'string', isRequired: true, maxLength: 120 },
  { name: 'description', label: 'Description', kind: 'text', rows: 2, maxLength: 2000 },
  {
    name: 'ownerId',
    label: 'Owner',
    hint: 'Answers for the content.',
    kind: 'enum',
    options: owners.map(({ id, name, email }) => ({ value: id, label: name, hint: email })),
  },
  { name: 'authority', label: 'Authority', kind: 'enum', isRequired: true, options: authorityOptions },
  {
    name: 'dataClass',
    label: 'Data class',
    hint: 'Content goes only to suppliers cleared for this class.',
    kind: 'enum',
    isRequired: true,
    options: dataClassOptions,
  },
  {
    name: 'freshnessLimitMinutes',
    label: 'Fresh for',
    hint: 'Older than this, a step that reads it fails instead of using old truth. Empty: no limit.',
    kind: 'number',
    isInteger: true,
    min: 1,
    max: 5_256_000,
    unit: 'minutes',
  },
];

/** Where the content comes from. */
export const originFormFields = (
  kind: SourceDetailData['kind'],
  { isRegistered }: { readonly isRegistered: boolean },
): FormField[] => {
  if (kind === 'upload') return [];
  if (kind === 'http') {
    return [
      {
        name: 'url',
        label: 'Address',
        hint: 'Answers JSON to a GET.',
        kind: 'string',
        format: 'uri',
        isRequired: true,
      },
      {
        name: 'rowsPath',
        label: 'Where the rows are',
        hint: 'Dotted path to the list inside the answer, such as data.items. Empty: the answer itself.',
        kind: 'string',
      },
      {
        name: 'secret',
        label: 'Bearer token',
        hint: 'Sealed, and sent to this address only.',
        kind: 'secret',
        isStored: isRegistered,
      },
    ];
  }
  return [
    {
      name: 'secret',
      label: 'Connection string',
      hint: 'postgres://user:password@host:5432/database, with a user who may only read. Sealed; never shown again.',
      kind: 'secret',
      isRequired: !isRegistered,
      isStored: isRegistered,
    },
    { name: 'schema', label: 'Schema', kind: 'string', isRequired: true, maxLength: 63 },
    { name: 'table', label: 'Table or view', kind: 'string', isRequired: true, maxLength: 63 },
  ];
};
