'use client';

import {
  Button,
  cx,
  Field,
  type FormValue,
  Input,
  PageBody,
  PageHeader,
  SchemaForm,
  Section,
  toast,
} from '@switchyard/ui';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Database, FileUp, Globe, type LucideIcon } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { type SubmitEvent, useState } from 'react';
import { useTRPC } from '../../trpc/client.tsx';
import { FileField, formatOfFile } from './file-field.tsx';
import { describeFormFields, originFormFields } from './source-form-fields.ts';
import { specOf, textOf } from './source-form-value.ts';
import type { SourceDetailData } from './source-types.ts';
import { slugOf } from './source-words.ts';
import { uploadFile } from './upload-file.ts';

type Kind = SourceDetailData['kind'];

const kinds: readonly {
  readonly kind: Kind;
  readonly icon: LucideIcon;
  readonly title: string;
  readonly text: string;
}[] = [
  { kind: 'upload', icon: FileUp, title: 'File', text: 'CSV, JSON or text, up to 20 MB. You upload newer versions.' },
  { kind: 'http', icon: Globe, title: 'HTTP', text: 'An address that answers JSON. Read again when it is too old.' },
  {
    kind: 'postgres',
    icon: Database,
    title: 'Postgres table',
    text: 'A table or view, read in a read-only transaction.',
  },
];

const initial: FormValue = { authority: 'authoritative', dataClass: 'internal', schema: 'public' };

/** Registers a source: where it comes from, who answers for it, how far it may be trusted. Reads it once before it counts. */
export const NewSource = () => {
  const trpc = useTRPC();
  const router = useRouter();
  const queryClient = useQueryClient();
  const owners = useQuery(trpc.sources.owners.queryOptions());
  const register = useMutation(trpc.sources.register.mutationOptions());
  const [kind, setKind] = useState<Kind>('upload');
  const [value, setValue] = useState<FormValue>(initial);
  const [slug, setSlug] = useState<string | null>(null);
  const [file, setFile] = useState<File | null>(null);
  const key = slug ?? slugOf(textOf(value.name));

  const send = useMutation({
    mutationFn: async () => {
      const [secret, ownerId] = [textOf(value.secret), textOf(value.ownerId)];
      const input = {
        spec: specOf(kind, key, file ? { ...value, format: formatOfFile(file) } : value),
        ...(secret === '' ? {} : { secret }),
        ...(ownerId === '' ? {} : { ownerId }),
      };
      if (kind !== 'upload') return register.mutateAsync(input);
      if (!file) throw new Error('Choose the file to upload.');
      return uploadFile(file, { spec: input });
    },
    onSuccess: async (done) => {
      toast.done(`“${textOf(value.name)}” is registered`);
      await queryClient.invalidateQueries({ queryKey: trpc.sources.pathKey() });
      router.push(`/sources/${done.slug}`);
    },
  });
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    send.mutate();
  };
  return (
    <>
      <PageHeader
        breadcrumbs={[{ label: 'Sources', href: '/sources' }, { label: 'New' }]}
        title="Register a source of truth"
        description="It is read once before it is registered, so that what processes rely on is known to work."
      />
      <PageBody>
        <form onSubmit={submit} className="flex max-w-180 flex-col gap-8">
          <KindChoice kind={kind} onChange={setKind} />
          <Section title="Where it comes from">
            {kind === 'upload' ? (
              <FileField file={file} onChange={setFile} />
            ) : (
              <SchemaForm fields={originFormFields(kind, { isRegistered: false })} value={value} onChange={setValue} />
            )}
          </Section>
          <Section title="What it is">
            <SchemaForm fields={describeFormFields(owners.data ?? [])} value={value} onChange={setValue} />
            <Field label="Key" isRequired hint="Used in expressions, as in sources.vendors. It cannot change later.">
              {(control) => (
                <Input
                  {...control}
                  required
                  maxLength={64}
                  pattern="[a-z0-9]([a-z0-9\-]*[a-z0-9])?"
                  value={key}
                  onChange={(event) => setSlug(event.target.value)}
                />
              )}
            </Field>
          </Section>
          {send.isError ? (
            <p role="alert" className="text-failed text-sm">
              {send.error.message}
            </p>
          ) : null}
          <Button
            type="submit"
            variant="primary"
            size="lg"
            className="self-end max-sm:w-full"
            isPending={send.isPending}
          >
            Register the source
          </Button>
        </form>
      </PageBody>
    </>
  );
};

const KindChoice = ({ kind, onChange }: { kind: Kind; onChange: (kind: Kind) => void }) => (
  <fieldset className="grid gap-3 sm:grid-cols-3">
    <legend className="sr-only">Kind of source</legend>
    {kinds.map(({ kind: each, icon: Icon, title, text }) => (
      <label
        key={each}
        className={cx(
          'flex cursor-pointer flex-col gap-1 rounded-md border bg-surface p-4 text-sm transition-colors has-focus-visible:outline-2 has-focus-visible:outline-accent',
          each === kind ? 'border-accent' : 'border-line hover:border-line-strong',
        )}
      >
        <input
          type="radio"
          name="kind"
          value={each}
          checked={each === kind}
          onChange={() => onChange(each)}
          className="sr-only"
        />
        <Icon aria-hidden className={cx('size-4', each === kind ? 'text-accent' : 'text-muted')} />
        <span className="font-medium text-ink">{title}</span>
        <span className="text-muted text-xs">{text}</span>
      </label>
    ))}
  </fieldset>
);
