import { listPermissions } from '@switchyard/access';
import type { Metadata } from 'next';
import { AttentionView } from '../../../../features/runs/attention-view.tsx';
import { requireActor } from '../../../../server/require-actor.ts';

export const metadata: Metadata = { title: 'Needs attention' };

const AttentionPage = async () => (
  <AttentionView canOperate={listPermissions(await requireActor()).includes('runs.operate')} />
);

export default AttentionPage;
