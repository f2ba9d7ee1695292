'use client';

import { Button, Dialog, ErrorState } from '@switchyard/ui';
import { useMutation } from '@tanstack/react-query';
import { History } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { useTRPC } from '../../trpc/client.tsx';

interface RestoreButtonProps {
  readonly slug: string;
  readonly number: number;
  /** Revision of the draft that would be replaced. */
  readonly revision: number;
}

/** Makes a version the draft again; asks first, because the draft goes. */
export const RestoreButton = ({ slug, number, revision }: RestoreButtonProps) => {
  const trpc = useTRPC();
  const router = useRouter();
  const [isAsking, setIsAsking] = useState(false);
  const restore = useMutation(
    trpc.workflows.restoreVersion.mutationOptions({ onSuccess: () => router.push(`/workflows/${slug}`) }),
  );
  return (
    <>
      <Button onClick={() => setIsAsking(true)}>
        <History aria-hidden />
        Restore as draft
      </Button>
      <Dialog
        isOpen={isAsking}
        onOpenChange={setIsAsking}
        title={`Make version ${number} the draft?`}
        description="Unpublished changes of the draft are replaced. What runs does not change until you publish."
        footer={
          <>
            <Button onClick={() => setIsAsking(false)}>Cancel</Button>
            <Button
              variant="primary"
              isPending={restore.isPending || restore.isSuccess}
              onClick={() => restore.mutate({ slug, number, revision })}
            >
              Restore version {number}
            </Button>
          </>
        }
      >
        {restore.error ? (
          <ErrorState title="Not restored" safe="The draft is unchanged." todo={restore.error.message} />
        ) : null}
      </Dialog>
    </>
  );
};
