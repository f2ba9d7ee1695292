import {
  type AgentTool,
  type DataClass,
  highestDataClass,
  isWithinClearance,
  type JsonObject,
  type NodeOf,
  type OrganisationId,
  type ServerTool,
  type ToolOffer,
} from '@switchyard/domain';
import type { App } from '../app.ts';
import { findSource, type SourceRecord } from '../sources/source-row.ts';
import { toServerTool, withToolServer } from '../tool-servers/server-tools.ts';
import { loadToolServers, type ToolServerRecord } from '../tool-servers/tool-server-row.ts';

/** A tool of the step's list, ready to be offered. */
export interface StepTool extends ToolOffer {
  readonly tool: AgentTool;
  /** Slug of its server; null for a tool of the step itself. */
  readonly server: ToolServerRecord | null;
  readonly definitionDigest: string | null;
}

/** A tool of the list that is not offered now, and why. */
export interface WithheldTool {
  readonly name: string;
  readonly reason: string;
}

export interface StepTools {
  readonly offered: ReadonlyMap<string, StepTool>;
  readonly withheld: readonly WithheldTool[];
  /** Highest class of what any of them may answer. */
  readonly dataClass: DataClass;
}

interface ResolveRequest {
  readonly organisationId: OrganisationId;
  readonly node: NodeOf<'agent'>;
  /** Of the task and what it reads: what calls may carry. */
  readonly dataClass: DataClass;
  readonly signal: AbortSignal;
}

type ServerEntry = Extract<AgentTool, { kind: 'mcp' }>;

const nameCharsMax = 64;

/** A name that every lab takes: letters, digits, `_` and `-`. */
const offerName = (...parts: readonly string[]): string =>
  parts
    .join('__')
    .replaceAll(/[^a-zA-Z0-9_-]/g, '_')
    .slice(0, nameCharsMax);

/** What people and the model read when a server has made another tool of the one that was chosen. */
export const sayChanged = (tool: string, server: string): string =>
  `The tool server “${server}” has changed the tool “${tool}” since it was chosen. It is refused until somebody has looked at it and published the workflow with it again.`;

/** Why a tool of a server is not offered, or null. */
const withhold = (entry: ServerEntry, server: ToolServerRecord, tools: readonly ServerTool[], class_: DataClass) => {
  const found = tools.find(({ name }) => name === entry.tool);
  if (!isWithinClearance(class_, server.dataClassMax)) {
    return `The step works on ${class_} data; the tool server “${server.slug}” may be sent at most ${server.dataClassMax} data.`;
  }
  if (!found) return `The tool server “${server.slug}” has no tool “${entry.tool}” any more.`;
  if (found.digest !== entry.digest) return sayChanged(entry.tool, server.slug);
  return found.problem === null ? null : `The tool “${entry.tool}” cannot be used: ${found.problem}.`;
};

const listTools = (app: App, { organisationId, signal }: ResolveRequest, server: ToolServerRecord) =>
  withToolServer(app, organisationId, server, signal, async (session) => (await session.listTools()).map(toServerTool));

interface Resolved {
  readonly offered: StepTool[];
  readonly withheld: WithheldTool[];
}

const resolveServer = async (
  app: App,
  request: ResolveRequest,
  slug: string,
  server: ToolServerRecord | undefined,
): Promise<Resolved> => {
  const entries = request.node.config.tools.filter(
    (tool): tool is ServerEntry => tool.kind === 'mcp' && tool.server === slug,
  );
  if (!server) {
    const reason = `There is no tool server “${slug}”.`;
    return { offered: [], withheld: entries.map(({ tool }) => ({ name: `${slug}/${tool}`, reason })) };
  }
  const tools = await listTools(app, request, server);
  const resolved: Resolved = { offered: [], withheld: [] };
  for (const entry of entries) {
    const reason = withhold(entry, server, tools, request.dataClass);
    const found = tools.find(({ name }) => name === entry.tool);
    if (reason !== null || !found) {
      resolved.withheld.push({ name: `${slug}/${entry.tool}`, reason: reason ?? '' });
      continue;
    }
    resolved.offered.push({
      name: offerName(slug, entry.tool),
      description: found.description,
      parameters: found.inputSchema,
      tool: entry,
      server,
      definitionDigest: found.digest,
    });
  }
  return resolved;
};

const text = { type: 'string' } as const;

const lookUp = (name: string, description: string): Omit<ToolOffer, 'name'> => ({
  description: `Looks up rows in “${name}”${description === '' ? '' : ` (${description})`}. Gives the rows in which some value contains the words, at most 20.`,
  parameters: {
    type: 'object',
    properties: { words: { ...text, description: 'What to look for; blank gives the first rows.' } },
    required: ['words'],
    additionalProperties: false,
  },
});

const runData = (names: readonly string[]): ToolOffer => ({
  name: 'run_data',
  description: 'Reads one of the values that this step may read of its run.',
  parameters: {
    type: 'object',
    properties: { name: { ...text, enum: [...names] } },
    required: ['name'],
    additionalProperties: false,
  },
});

const calculate: ToolOffer = {
  name: 'calculate',
  description:
    'Calculates an expression in CEL, such as round(19.9 * 3 * 1.19, 2). It sees nothing but what is written in it.',
  parameters: {
    type: 'object',
    properties: { expression: { ...text, maxLength: 2000 } },
    required: ['expression'],
    additionalProperties: false,
  },
};

const noParameters: JsonObject = { type: 'object', properties: {}, additionalProperties: false };

/** A data schema as plain JSON Schema; only what is described may be filled in. */
const parametersOf = ({ parameters }: Extract<AgentTool, { kind: 'http' }>): JsonObject =>
  parameters
    ? { ...JSON.parse(JSON.stringify(parameters)), type: 'object', additionalProperties: false }
    : noParameters;

const own = (tool: AgentTool, offer: ToolOffer): Resolved => ({
  offered: [{ ...offer, tool, server: null, definitionDigest: null }],
  withheld: [],
});

type SourceRecords = readonly (SourceRecord | null)[];

const resolveOwn = (tool: Exclude<AgentTool, { kind: 'mcp' }>, sources: SourceRecords): Resolved => {
  if (tool.kind === 'runData') return own(tool, runData(tool.values.map(({ name }) => name)));
  if (tool.kind === 'calculate') return own(tool, calculate);
  if (tool.kind === 'http') {
    return own(tool, { name: tool.name, description: tool.description, parameters: parametersOf(tool) });
  }
  const source = sources.find((each) => each?.slug === tool.source);
  if (source) return own(tool, { name: offerName('look_up', tool.source), ...lookUp(source.name, source.description) });
  return { offered: [], withheld: [{ name: tool.source, reason: `There is no source “${tool.source}”.` }] };
};

/** What the tools come from, in one look. */
const loadOrigins = (app: App, { organisationId, node }: ResolveRequest) => {
  const { tools } = node.config;
  const slugs = [...new Set(tools.flatMap((tool) => (tool.kind === 'mcp' ? [tool.server] : [])))];
  return app.db.transaction({ organisationId }, async (tx) => {
    const servers = slugs.length === 0 ? [] : await loadToolServers(tx, organisationId, slugs);
    const sources: (SourceRecord | null)[] = [];
    for (const tool of tools)
      if (tool.kind === 'source') sources.push(await findSource(tx, organisationId, tool.source));
    return { slugs, servers, sources: sources.filter((source) => source?.archivedAt === null) };
  });
};

/**
 * The tools of a step as they are now: those that are still what somebody looked at are offered, the others are withheld with
 * the reason. Nothing a server says adds a tool. What any tool may answer counts as part of what every other may be sent.
 * Throws when a server cannot be asked: the step is tried again later.
 */
export const resolveTools = async (app: App, request: ResolveRequest): Promise<StepTools> => {
  const { slugs, servers, sources } = await loadOrigins(app, request);
  const answered = [...servers, ...sources].flatMap((origin) => (origin ? [origin.dataClass] : []));
  const dataClass = highestDataClass([request.dataClass, ...answered]);
  const all = { ...request, dataClass };
  const resolved = [
    ...(await Promise.all(
      slugs.map((slug) =>
        resolveServer(
          app,
          all,
          slug,
          servers.find((each) => each.slug === slug),
        ),
      ),
    )),
    ...request.node.config.tools.flatMap((tool) => (tool.kind === 'mcp' ? [] : [resolveOwn(tool, sources)])),
  ];
  const offered = new Map<string, StepTool>();
  const withheld = resolved.flatMap((each) => each.withheld);
  for (const tool of resolved.flatMap((each) => each.offered)) {
    if (offered.has(tool.name))
      withheld.push({ name: tool.name, reason: 'Another tool of the step has the same name.' });
    else offered.set(tool.name, tool);
  }
  return { offered, withheld, dataClass };
};
