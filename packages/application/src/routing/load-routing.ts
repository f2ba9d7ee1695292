import type { Tx } from '@switchyard/db';
import {
  type DataClass,
  modelSpecSchema,
  type OrganisationId,
  priceSchema,
  type SupplierKind,
  supplierKindSchema,
  supplierSpecSchema,
} from '@switchyard/domain';
import {
  defaultRoutingPolicy,
  type Evidence,
  type RoutableModel,
  type RoutableSupplier,
  type RoutingPolicy,
  routingPolicySchema,
} from '@switchyard/routing';
import { priceOfModel } from '@switchyard/suppliers';
import { z } from 'zod';
import type { App } from '../app.ts';

/** A supplier with what connecting needs beside what routing sees. Never the key itself. */
export interface RegisteredSupplier extends RoutableSupplier {
  readonly baseUrl: string | null;
  readonly secretId: string | null;
}

const capabilitiesSchema = modelSpecSchema.shape.capabilities;

interface SupplierRow {
  readonly id: string;
  readonly slug: string;
  readonly name: string;
  readonly kind: string;
  readonly base_url: string | null;
  readonly secret_id: string | null;
  readonly data_class_max: DataClass;
  readonly residency: string;
  readonly is_simulated: boolean;
  readonly is_enabled: boolean;
  readonly human: unknown;
  readonly models: readonly ModelRow[] | null;
}

interface ModelRow {
  readonly id: string;
  readonly key: string;
  readonly context_tokens: number;
  readonly capabilities: readonly string[];
  readonly price: unknown;
  readonly is_enabled: boolean;
}

const needsKey = (kind: string, baseUrl: string | null): boolean =>
  kind === 'openai' || kind === 'anthropic' || (kind === 'openai-compatible' && baseUrl === null);

/** The SDKs differ in where they expect the version of the path. */
const simulatorBaseUrl = (app: App, kind: SupplierKind): string | null => {
  const { simulatorUrl } = app.settings;
  return simulatorUrl === null || kind === 'anthropic' ? simulatorUrl : `${simulatorUrl}/v1`;
};

const toSupplier = (app: App, row: SupplierRow): RegisteredSupplier => {
  const kind = supplierKindSchema.parse(row.kind);
  const isSimulated = row.is_simulated && row.secret_id === null && app.settings.simulatorUrl !== null;
  const toModel = (model: ModelRow): RoutableModel => ({
    id: model.id,
    key: model.key,
    contextTokens: model.context_tokens,
    capabilities: capabilitiesSchema.parse(model.capabilities),
    price: priceOfModel(
      { kind, baseUrl: row.base_url },
      { key: model.key, price: priceSchema.nullable().parse(model.price) },
      app.now(),
    ),
    isEnabled: model.is_enabled,
  });
  return {
    id: row.id,
    slug: row.slug,
    name: row.name,
    kind,
    dataClassMax: row.data_class_max,
    residency: row.residency,
    isEnabled: row.is_enabled,
    hasKey: isSimulated || row.secret_id !== null || !needsKey(kind, row.base_url),
    isSimulated,
    human: supplierSpecSchema.shape.human.parse(row.human),
    models: (row.models ?? []).map(toModel),
    baseUrl: isSimulated ? simulatorBaseUrl(app, kind) : row.base_url,
    secretId: row.secret_id,
  };
};

/** Every registered supplier of the organisation with its models and prices. */
export const listRoutableSuppliers = async (
  app: App,
  tx: Tx,
  organisationId: OrganisationId,
): Promise<RegisteredSupplier[]> => {
  const rows = await tx.query<SupplierRow>(
    `SELECT s.id, s.slug, s.name, s.kind, s.base_url, s.secret_id, s.data_class_max, s.residency, s.is_simulated,
            s.is_enabled, s.human,
            (SELECT jsonb_agg(jsonb_build_object('id', m.id, 'key', m.key, 'context_tokens', m.context_tokens,
               'capabilities', m.capabilities, 'price', m.price, 'is_enabled', m.is_enabled) ORDER BY m.key)
             FROM supplier_model m WHERE m.supplier_id = s.id) AS models
     FROM supplier s WHERE s.organisation_id = $1 AND s.removed_at IS NULL ORDER BY s.slug`,
    [organisationId],
  );
  return rows.map((row) => toSupplier(app, row));
};

interface EvidenceRow {
  readonly candidate_ref: string;
  readonly attempted: number;
  readonly accepted: number;
  readonly graded: number;
  readonly succeeded: number;
  readonly output_tokens: number;
}

/** What is known about each candidate on one task. */
export const loadEvidence = async (tx: Tx, organisationId: OrganisationId, taskId: string): Promise<Evidence> => {
  const rows = await tx.query<EvidenceRow>(
    `SELECT candidate_ref, attempted, accepted, graded, succeeded, output_tokens FROM evidence
     WHERE organisation_id = $1 AND task_id = $2`,
    [organisationId, taskId],
  );
  const outcomes = rows.map(({ candidate_ref, attempted, accepted, graded, succeeded, output_tokens }) => [
    candidate_ref,
    {
      attempted,
      accepted,
      graded,
      succeeded,
      ...(attempted > 0 && output_tokens > 0 ? { meanOutputTokens: Math.ceil(output_tokens / attempted) } : {}),
    },
  ]);
  return { outcomes: Object.fromEntries(outcomes) };
};

const rulesSchema = z.object({ rules: routingPolicySchema });

/** The newest policy of the workflow, else of the organisation, else the shipped default. */
export const loadPolicy = async (
  tx: Tx,
  organisationId: OrganisationId,
  workflowId: string | null,
): Promise<RoutingPolicy> => {
  const [row] = await tx.query(
    `SELECT rules FROM policy WHERE organisation_id = $1 AND (workflow_id = $2 OR workflow_id IS NULL)
     ORDER BY workflow_id NULLS LAST, number DESC LIMIT 1`,
    [organisationId, workflowId],
  );
  return row === undefined ? defaultRoutingPolicy : rulesSchema.parse(row).rules;
};
