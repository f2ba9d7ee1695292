'use client';

import { Button, ConfirmDialog, toast } from '@switchyard/ui';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Archive, Pencil, RefreshCw, Upload } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useRef, useState } from 'react';
import { useTRPC } from '../../trpc/client.tsx';
import { SourceSettings } from './source-settings.tsx';
import type { SourceDetailData } from './source-types.ts';
import { uploadFile } from './upload-file.ts';

/** Edit, archive, and the one primary action: read it again, or upload a newer file. */
export const SourceActions = ({ source }: { source: SourceDetailData }) => {
  const [isEditing, setIsEditing] = useState(false);
  const [isArchiving, setIsArchiving] = useState(false);
  return (
    <>
      <Button variant="ghost" onClick={() => setIsArchiving(true)}>
        <Archive aria-hidden />
        Archive
      </Button>
      <Button onClick={() => setIsEditing(true)}>
        <Pencil aria-hidden />
        Edit
      </Button>
      {source.kind === 'upload' ? <UploadButton slug={source.slug} /> : <RefreshButton slug={source.slug} />}
      <SourceSettings source={source} isOpen={isEditing} onOpenChange={setIsEditing} />
      <ArchiveDialog source={source} isOpen={isArchiving} onOpenChange={setIsArchiving} />
    </>
  );
};

const useRefreshPage = () => {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  return () => queryClient.invalidateQueries({ queryKey: trpc.sources.pathKey() });
};

const sayVersion = (number: number, isNew: boolean) =>
  isNew ? toast.done(`Version ${number} recorded`) : toast.note('The content is the same as before; no new version.');

const RefreshButton = ({ slug }: { slug: string }) => {
  const trpc = useTRPC();
  const refreshPage = useRefreshPage();
  const refresh = useMutation(
    trpc.sources.refresh.mutationOptions({
      onSuccess: ({ number, isNew }) => sayVersion(number, isNew),
      onError: (error) => toast.failed('The source could not be read', { description: error.message }),
      onSettled: refreshPage,
    }),
  );
  return (
    <Button variant="primary" isPending={refresh.isPending} onClick={() => refresh.mutate({ slug })}>
      <RefreshCw aria-hidden />
      Read again
    </Button>
  );
};

const UploadButton = ({ slug }: { slug: string }) => {
  const refreshPage = useRefreshPage();
  const input = useRef<HTMLInputElement>(null);
  const upload = useMutation({
    mutationFn: (file: File) => uploadFile(file, { slug }),
    onSuccess: ({ versionNumber, isNew }) => sayVersion(versionNumber, isNew),
    onError: (error) => toast.failed('The file was not accepted', { description: error.message }),
    onSettled: refreshPage,
  });
  return (
    <>
      <input
        ref={input}
        type="file"
        hidden
        aria-label="File to upload"
        accept=".csv,.json,.txt,.md,text/*,application/json"
        onChange={(event) => {
          const file = event.target.files?.[0];
          if (file) upload.mutate(file);
          event.target.value = '';
        }}
      />
      <Button variant="primary" isPending={upload.isPending} onClick={() => input.current?.click()}>
        <Upload aria-hidden />
        Upload a newer file
      </Button>
    </>
  );
};

interface ArchiveDialogProps {
  readonly source: SourceDetailData;
  readonly isOpen: boolean;
  readonly onOpenChange: (isOpen: boolean) => void;
}

const ArchiveDialog = ({ source, isOpen, onOpenChange }: ArchiveDialogProps) => {
  const trpc = useTRPC();
  const router = useRouter();
  const refreshPage = useRefreshPage();
  const archive = useMutation(
    trpc.sources.archive.mutationOptions({
      onSuccess: async () => {
        toast.done(`“${source.name}” is archived`);
        router.push('/sources');
        await refreshPage();
      },
    }),
  );
  if (!isOpen) return null;
  return (
    <ConfirmDialog
      title={`Archive “${source.name}”?`}
      description="Nobody can read it any more; a step that names it fails. Its versions stay, because receipts and decisions refer to them."
      action="Archive"
      isPending={archive.isPending}
      error={archive.error?.message}
      onConfirm={() => archive.mutate({ slug: source.slug })}
      onClose={() => onOpenChange(false)}
    />
  );
};
