'use client';

import { Button, ErrorState } from '@switchyard/ui';

/** What Next hands to an error page. */
export interface FailedPageProps {
  readonly error: unknown;
  readonly retry: () => void;
}

/** The server names its defects by a digest that the log carries too; messages of errors stay on the server. */
const digestOf = (error: unknown): string | undefined =>
  error instanceof Error && 'digest' in error && typeof error.digest === 'string' ? error.digest : undefined;

/** A page that could not be shown: what is safe, what to do, what to quote. */
export const FailedPage = ({ error, retry }: FailedPageProps) => (
  <div className="mx-auto w-full max-w-160 px-4 pt-[12vh] sm:px-6">
    <ErrorState
      title="This page could not be shown."
      safe="Nothing you saved is lost, and runs go on in the background."
      todo="Try again. If it stays like this, tell your administrator and quote the id below."
      referenceId={digestOf(error)}
      action={<Button onClick={retry}>Try again</Button>}
    />
  </div>
);
