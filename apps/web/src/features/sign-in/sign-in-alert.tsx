import { CircleAlert } from 'lucide-react';

/** What went wrong at the door, read aloud when it appears. */
export const SignInAlert = ({ message }: { message: string }) => (
  <p role="alert" className="flex items-start gap-2 rounded-sm bg-failed-soft px-3 py-2 text-failed text-sm">
    <CircleAlert aria-hidden className="mt-0.5 size-4 shrink-0" />
    {message}
  </p>
);
