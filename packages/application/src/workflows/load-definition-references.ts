import type { Tx } from '@switchyard/db';
import {
  type Actor,
  type DataClass,
  dataClassSchema,
  dataSchemaSchema,
  type OrganisationId,
  roles,
  type SourceAuthority,
  serverToolSchema,
  sourceAuthoritySchema,
} from '@switchyard/domain';
import { z } from 'zod';
import { authorise } from '../access/authorise.ts';
import type { App } from '../app.ts';
import { inTransaction, tenant } from '../change.ts';
import { managedBySql } from '../secrets/list-secrets.ts';

/** What exists outside a definition: for the builder's pickers and for lint. */
export const definitionReferencesSchema = z.object({
  tasks: z.array(
    z.object({
      slug: z.string(),
      name: z.string(),
      qualityTarget: z.number(),
      input: dataSchemaSchema,
      output: dataSchemaSchema,
      dataClass: dataClassSchema,
    }),
  ),
  sources: z.array(z.object({ slug: z.string(), name: z.string(), authority: sourceAuthoritySchema })),
  workflows: z.array(
    z.object({
      slug: z.string(),
      name: z.string(),
      isPublished: z.boolean(),
      /** What a run of the published version takes; null: anything, or nothing is published. */
      input: dataSchemaSchema.nullable(),
      /** Names of what the ends of the published version give. */
      outputs: z.array(z.string()),
    }),
  ),
  groups: z.array(z.string()),
  roles: z.array(z.string()),
  users: z.array(z.string()),
  secrets: z.array(z.string()),
  calendars: z.array(z.object({ slug: z.string(), name: z.string() })),
  toolServers: z.array(
    z.object({ slug: z.string(), name: z.string(), dataClassMax: dataClassSchema, tools: z.array(serverToolSchema) }),
  ),
});
export type DefinitionReferences = z.infer<typeof definitionReferencesSchema>;

interface WorkflowRow {
  readonly slug: string;
  readonly name: string;
  readonly isPublished: boolean;
  readonly input: unknown;
  readonly outputs: unknown;
}

const taskSpecSchema = z.object({
  name: z.string(),
  qualityTarget: z.number(),
  input: dataSchemaSchema,
  output: dataSchemaSchema,
  dataClass: dataClassSchema,
});

export const loadDefinitionReferences = async (
  tx: Tx,
  organisationId: OrganisationId,
): Promise<DefinitionReferences> => {
  const tenantOnly = [organisationId];
  const tasks = await tx.query<{ slug: string; spec: unknown }>(
    `SELECT t.slug, v.spec FROM task t JOIN task_version v ON v.id = t.current_version_id
     WHERE t.organisation_id = $1 AND t.archived_at IS NULL ORDER BY t.slug`,
    tenantOnly,
  );
  const sources = await tx.query<{ slug: string; name: string; authority: SourceAuthority }>(
    'SELECT slug, name, authority FROM source WHERE organisation_id = $1 AND archived_at IS NULL ORDER BY slug',
    tenantOnly,
  );
  const workflows = await tx.query<WorkflowRow>(
    `SELECT w.slug, w.name, w.current_version_id IS NOT NULL AS "isPublished",
            jsonb_path_query_first(v.definition, '$.nodes[*] ? (@.kind == "start").config.input') AS input,
            jsonb_path_query_array(v.definition, '$.nodes[*] ? (@.kind == "end").config.output[*].name') AS outputs
     FROM workflow w LEFT JOIN workflow_version v ON v.id = w.current_version_id
     WHERE w.organisation_id = $1 AND w.archived_at IS NULL ORDER BY w.name, w.slug`,
    tenantOnly,
  );
  const groups = await tx.query<{ name: string }>(
    'SELECT name FROM user_group WHERE organisation_id = $1 ORDER BY name',
    tenantOnly,
  );
  const users = await tx.query<{ email: string }>(
    'SELECT email FROM app_user WHERE organisation_id = $1 AND is_active ORDER BY email',
    tenantOnly,
  );
  // Secrets of suppliers, sources and webhooks are managed there: a workflow may not borrow them.
  const secrets = await tx.query<{ name: string }>(
    `SELECT s.name FROM secret s
     WHERE s.organisation_id = $1 AND ${managedBySql} IS NULL AND s.name !~ '^(supplier|source|tool-server)-' AND s.name !~ '/'
     ORDER BY s.name`,
    tenantOnly,
  );
  const calendars = await tx.query<{ slug: string; name: string }>(
    'SELECT slug, name FROM calendar WHERE organisation_id = $1 ORDER BY name, slug',
    tenantOnly,
  );
  const toolServers = await tx.query<{ slug: string; name: string; dataClassMax: DataClass; tools: unknown }>(
    `SELECT slug, name, data_class_max AS "dataClassMax", tools FROM tool_server
     WHERE organisation_id = $1 ORDER BY name, slug`,
    tenantOnly,
  );
  return {
    tasks: tasks.map(({ slug, spec }) => ({ slug, ...taskSpecSchema.parse(spec) })),
    sources,
    workflows: workflows.map(({ input, outputs, ...workflow }) => ({
      ...workflow,
      input: dataSchemaSchema.safeParse(input).data ?? null,
      outputs: [
        ...new Set(
          z
            .array(z.string())
            .catch([])
            .parse(outputs ?? []),
        ),
      ],
    })),
    groups: groups.map(({ name }) => name),
    roles: [...roles],
    users: users.map(({ email }) => email),
    secrets: secrets.map(({ name }) => name),
    calendars,
    toolServers: toolServers.map((server) => ({ ...server, tools: z.array(serverToolSchema).parse(server.tools) })),
  };
};

/** Everything a definition may refer to, for the builder. */
export const getDefinitionReferences = async (app: App, actor: Actor): Promise<DefinitionReferences> => {
  authorise(actor, 'workflows.edit');
  return inTransaction(app, tenant(actor), (tx) => loadDefinitionReferences(tx, actor.organisationId));
};
