import { can } from '@switchyard/access';
import type { Metadata } from 'next';
import { SourcesList } from '../../../features/sources/sources-list.tsx';
import { requireActor } from '../../../server/require-actor.ts';

export const metadata: Metadata = { title: 'Sources' };

const SourcesPage = async () => <SourcesList mayEdit={can(await requireActor(), 'sources.edit').isAllowed} />;

export default SourcesPage;
