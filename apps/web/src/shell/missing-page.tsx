'use client';

import { Button, EmptyState, Link } from '@switchyard/ui';
import { Signpost } from 'lucide-react';

/** Says the same for what does not exist and for what this person may not see. */
export const MissingPage = () => (
  <div className="pt-[12vh]">
    <EmptyState
      icon={Signpost}
      title={<h1>There is nothing here</h1>}
      description="It may have been removed, or your role may not see it. Ask the person who sent you the link."
      action={
        <Button asChild>
          <Link href="/">Go to Home</Link>
        </Button>
      }
    />
  </div>
);
