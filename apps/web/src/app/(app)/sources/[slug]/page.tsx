import { can } from '@switchyard/access';
import type { Metadata } from 'next';
import { SourceView } from '../../../../features/sources/source-view.tsx';
import { requireActor } from '../../../../server/require-actor.ts';

export const metadata: Metadata = { title: 'Source' };

const SourcePage = async ({ params }: { params: Promise<{ slug: string }> }) => {
  const { slug } = await params;
  return <SourceView slug={slug} mayEdit={can(await requireActor(), 'sources.edit').isAllowed} />;
};

export default SourcePage;
