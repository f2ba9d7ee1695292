// Reads as the pages do, by both clients of the database at once, and goes on whatever happens to its connections.
import { createApp, listAttention, listRuns, listWorkflows } from '@switchyard/application';
import { isDomainError } from '@switchyard/domain';
import { readReaderEnv } from './dying.env.ts';

const env = readReaderEnv();
const { app } = createApp('reader', env);
const actor = { kind: 'system' as const, organisationId: env.READER_ORGANISATION, name: 'reader' };

const read = async (): Promise<void> => {
  await Promise.all([listRuns(app, actor, {}), listAttention(app, actor, {}), listWorkflows(app, actor, {})]);
};

for (;;) {
  await read().catch((thrown: unknown) => {
    if (!isDomainError(thrown)) throw thrown;
  });
}
