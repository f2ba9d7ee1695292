import type { WorkflowDetail } from '@switchyard/application';
import { draftDefinitionSchema } from '@switchyard/domain';
import { useMemo } from 'react';
import { useTRPCClient } from '../../trpc/client.tsx';
import type { BuilderApi, LoadedDraft } from './model/builder-api.ts';

export const toLoadedDraft = (workflow: WorkflowDetail): LoadedDraft => {
  const { slug, name, description, draft, revision, savedAt, savedBy, currentVersion, webhook } = workflow;
  return {
    slug,
    name,
    description,
    draft,
    revision,
    savedAt,
    savedBy,
    currentVersion: currentVersion && {
      number: currentVersion.number,
      hash: currentVersion.hash,
      definition: draftDefinitionSchema.parse(currentVersion.definition),
    },
    webhookUrl: webhook?.url ?? null,
  };
};

/** The builder's port over the workflows procedures. */
export const useBuilderApi = (slug: string): BuilderApi => {
  const client = useTRPCClient();
  return useMemo(
    () => ({
      loadDraft: async () => toLoadedDraft(await client.workflows.get.query({ slug })),
      saveDraft: ({ draft, revision }) => client.workflows.saveDraft.mutate({ slug, draft, revision }),
      checkScript: async (code) => (await client.workflows.checkScript.mutate({ code })).problem,
      publish: ({ note, revision }) => client.workflows.publish.mutate({ slug, note, revision }),
    }),
    [client, slug],
  );
};
