import { listPermissions } from '@switchyard/access';
import type { Metadata } from 'next';
import { RunList } from '../../../features/runs/run-list.tsx';
import { requireActor } from '../../../server/require-actor.ts';

export const metadata: Metadata = { title: 'Runs' };

const RunsPage = async () => <RunList canStart={listPermissions(await requireActor()).includes('runs.start')} />;

export default RunsPage;
