import { Button, CodeBlock, CopyId, Dialog, Link } from '@switchyard/ui';
import { CircleCheck, TriangleAlert } from 'lucide-react';
import type { PublishedVersion } from '../model/builder-api.ts';

interface PublishedDialogProps {
  readonly published: PublishedVersion;
  readonly slug: string;
  readonly onClose: () => void;
}

/** The version that was made, what to look at before it is run, and the secret of a new webhook, which is never shown again. */
export const PublishedDialog = ({ published, slug, onClose }: PublishedDialogProps) => (
  <Dialog
    isOpen
    onOpenChange={(isOpen) => (isOpen ? undefined : onClose())}
    title={`Version ${published.number} is published`}
    footer={
      <>
        <Button onClick={onClose}>Go on editing</Button>
        <Button variant="primary" asChild>
          <Link href={`/workflows/${slug}/run`}>Run it</Link>
        </Button>
      </>
    }
  >
    <div className="flex flex-col gap-4">
      <p className="flex items-center gap-2 text-muted text-sm">
        <CircleCheck aria-hidden className="size-4 text-done" />
        Its content is fixed under <CopyId id={published.hash} />
      </p>
      {published.warnings.length > 0 ? (
        <div className="flex flex-col gap-2 text-sm">
          <p className="flex items-center gap-2 text-ink">
            <TriangleAlert aria-hidden className="size-4 shrink-0 text-waiting" />
            Before it is run, look at this:
          </p>
          <ul className="flex list-disc flex-col gap-1 pl-5 text-muted">
            {published.warnings.map(({ message }) => (
              <li key={message}>{message}</li>
            ))}
          </ul>
        </div>
      ) : null}
      {published.newWebhook ? (
        <div className="flex flex-col gap-2 text-sm">
          <p className="text-ink">The webhook is ready. Copy the secret now: it is not shown again.</p>
          <CodeBlock title="Address" code={published.newWebhook.url} />
          <CodeBlock title="Signing secret" code={published.newWebhook.secret} />
        </div>
      ) : null}
    </div>
  </Dialog>
);
