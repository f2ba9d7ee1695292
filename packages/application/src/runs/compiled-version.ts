import type { Tx } from '@switchyard/db';
import { listNodeReferences } from '@switchyard/definition';
import {
  type Definition,
  DomainError,
  definitionSchema,
  type UserId,
  type VersionId,
  type WorkflowId,
} from '@switchyard/domain';
import { compileGraph, type Graph } from '@switchyard/engine';
import { z } from 'zod';

/** A published version, ready to run. Immutable, so it is kept in memory by id. */
export interface CompiledVersion {
  readonly id: VersionId;
  readonly workflowId: WorkflowId;
  readonly workflowName: string;
  readonly workflowSlug: string;
  readonly number: number;
  readonly publishedById: UserId | null;
  readonly definition: Definition;
  readonly graph: Graph;
  /** Task slug → task version as it stood at publishing. */
  readonly tasks: Readonly<Record<string, string>>;
  /** Nodes whose outputs any expression reads; null when an expression may read all. */
  readonly referencedNodeIds: readonly string[] | null;
  /** Whether a node waits for something to become true of the run. */
  readonly hasConditions: boolean;
}

interface VersionRow {
  readonly id: VersionId;
  readonly workflow_id: WorkflowId;
  readonly name: string;
  readonly slug: string;
  readonly number: number;
  readonly published_by_id: UserId | null;
  readonly definition: unknown;
  readonly resolved: unknown;
}

const resolvedSchema = z.object({ tasks: z.record(z.string(), z.string()).default({}) });

/** Versions compiled by this process. Bounded: the oldest entry makes room. */
const cache = new Map<string, CompiledVersion>();
const cacheSize = 500;

const referencedNodes = (definition: Definition): string[] | null => {
  const nodeIds = new Set<string>();
  for (const node of definition.nodes) {
    const references = listNodeReferences(
      node,
      definition.edges.filter((edge) => edge.from === node.id),
    );
    if (references.isOpenEnded && references.roots.includes('steps')) return null;
    for (const nodeId of references.steps) nodeIds.add(nodeId);
  }
  return [...nodeIds];
};

const compile = (row: VersionRow): CompiledVersion => {
  const definition = definitionSchema.parse(row.definition);
  return {
    id: row.id,
    workflowId: row.workflow_id,
    workflowName: row.name,
    workflowSlug: row.slug,
    number: row.number,
    publishedById: row.published_by_id,
    definition,
    graph: compileGraph(definition),
    tasks: resolvedSchema.parse(row.resolved).tasks,
    referencedNodeIds: referencedNodes(definition),
    hasConditions: definition.nodes.some(({ kind }) => kind === 'condition'),
  };
};

/** The compiled version if this process has read it before. */
export const findCompiledVersion = (organisationId: string, versionId: string): CompiledVersion | undefined =>
  cache.get(`${organisationId}/${versionId}`);

/** The compiled version; read once per process. Throws `not_found` for another tenant's. */
export const getCompiledVersion = async (
  tx: Tx,
  organisationId: string,
  versionId: string,
): Promise<CompiledVersion> => {
  const key = `${organisationId}/${versionId}`;
  const cached = cache.get(key);
  if (cached) return cached;
  const [row] = await tx.query<VersionRow>(
    `SELECT v.id, v.workflow_id, w.name, w.slug, v.number, v.published_by_id, v.definition, v.resolved
     FROM workflow_version v JOIN workflow w ON w.id = v.workflow_id
     WHERE v.organisation_id = $1 AND v.id = $2`,
    [organisationId, versionId],
  );
  if (!row) throw new DomainError('not_found', 'This version does not exist.');
  const version = compile(row);
  const oldest = cache.keys().next().value;
  if (cache.size >= cacheSize && oldest !== undefined) cache.delete(oldest);
  cache.set(key, version);
  return version;
};
