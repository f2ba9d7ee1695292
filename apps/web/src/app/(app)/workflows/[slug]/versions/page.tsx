import { listPermissions } from '@switchyard/access';
import type { Metadata } from 'next';
import { Versions } from '../../../../../features/workflows/versions.tsx';
import { requireActor } from '../../../../../server/require-actor.ts';

export const metadata: Metadata = { title: 'Versions' };

const VersionsPage = async ({ params }: { params: Promise<{ slug: string }> }) => {
  const { slug } = await params;
  const permissions = new Set(listPermissions(await requireActor()));
  return (
    <Versions
      slug={slug}
      canEdit={permissions.has('workflows.edit')}
      canPause={permissions.has('runs.operate')}
      canMove={permissions.has('workflows.publish')}
    />
  );
};

export default VersionsPage;
