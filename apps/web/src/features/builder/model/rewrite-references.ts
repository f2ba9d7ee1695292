import type { DraftNode, JsonObject, JsonValue } from '@switchyard/domain';

const dotted = /\bsteps\s*\.\s*([A-Za-z_]\w*)/g;
const indexed = /\bsteps\s*\[\s*(["'])([A-Za-z_]\w*)\1\s*\]/g;

/** Points `steps.<old>` at the new ids in one expression or template. */
export const rewriteExpression = (source: string, newIds: ReadonlyMap<string, string>): string =>
  source
    .replace(dotted, (whole, id: string) => (newIds.has(id) ? `steps.${newIds.get(id)}` : whole))
    .replace(indexed, (whole, quote: string, id: string) =>
      newIds.has(id) ? `steps[${quote}${newIds.get(id)}${quote}]` : whole,
    );

const rewriteValue = (value: JsonValue, newIds: ReadonlyMap<string, string>): JsonValue => {
  if (typeof value === 'string') return rewriteExpression(value, newIds);
  if (Array.isArray(value)) return value.map((entry) => rewriteValue(entry, newIds));
  return value !== null && typeof value === 'object' ? rewriteObject(value, newIds) : value;
};

const rewriteObject = (object: JsonObject, newIds: ReadonlyMap<string, string>): JsonObject =>
  Object.fromEntries(Object.entries(object).map(([key, value]) => [key, rewriteValue(value, newIds)]));

/** Lists of node ids: what an approver is shown, what is withdrawn. */
const nodeLists = ['evidence', 'nodes'] as const;

const rewriteLists = (config: JsonObject, newIds: ReadonlyMap<string, string>): JsonObject => {
  const lists = nodeLists.flatMap((key) => {
    const ids = config[key];
    return Array.isArray(ids)
      ? [[key, ids.map((id) => (typeof id === 'string' ? (newIds.get(id) ?? id) : id))] as const]
      : [];
  });
  return lists.length === 0 ? config : { ...config, ...Object.fromEntries(lists) };
};

/** A node whose expressions and lists of nodes follow nodes to their new ids; the same object when nothing changes. */
export const rewriteReferences = (node: DraftNode, newIds: ReadonlyMap<string, string>): DraftNode => {
  const config = rewriteLists(rewriteObject(node.config, newIds), newIds);
  const boundary = node.boundary?.map((event) => rewriteObject(event, newIds));
  const next = { ...node, config, ...(boundary ? { boundary } : {}) };
  return JSON.stringify(next) === JSON.stringify(node) ? node : next;
};
