import { type AgentTool, type DefinitionProblem, isWithinClearance, type NodeOf } from '@switchyard/domain';
import { lintStage } from './lint-outside.ts';
import type { LintReferences } from './lint-references.ts';
import { errorAt, warningAt } from './problem.ts';

type Agent = NodeOf<'agent'>;
interface Spot {
  readonly node: Agent;
  readonly references: LintReferences;
  readonly place: { readonly nodeId: string; readonly path: string };
}

/** What a tool is called where it may be there once only. */
const nameOf = (tool: AgentTool): string => {
  if (tool.kind === 'mcp') return `${tool.server}/${tool.tool}`;
  if (tool.kind === 'source') return `source ${tool.source}`;
  return tool.kind === 'http' ? tool.name : tool.kind;
};

function* lintServerTool(
  tool: Extract<AgentTool, { kind: 'mcp' }>,
  { node: { name, config }, references: { toolServers, tasks }, place }: Spot,
): Generator<DefinitionProblem> {
  if (!toolServers) return;
  const server = toolServers.find(({ slug }) => slug === tool.server);
  if (!server) {
    const message = `“${name}” uses the tool server “${tool.server}”, which does not exist. Register it under Tool servers, or remove the tool.`;
    return yield errorAt('unknown-tool-server', place, message);
  }
  const task = tasks?.find(({ slug }) => slug === config.task);
  if (task?.dataClass !== undefined && !isWithinClearance(task.dataClass, server.dataClassMax)) {
    const message = `The task of “${name}” works on ${task.dataClass} data; the tool server “${tool.server}” may be sent at most ${server.dataClassMax} data.`;
    yield errorAt('tool-data-class', place, message);
  }
  const listed = server.tools.find((each) => each.name === tool.tool);
  if (!listed) {
    const message = `The tool server “${tool.server}” has no tool “${tool.tool}”. List its tools again, or remove the tool from “${name}”.`;
    return yield errorAt('unknown-tool', place, message);
  }
  if (listed.problem !== null) {
    yield errorAt('tool-unusable', place, `“${name}” cannot use “${tool.tool}”: ${listed.problem}`);
  }
  if (listed.digest === tool.digest) return;
  const message = `The server has changed the tool “${tool.tool}” since it was chosen for “${name}”. Look at what it says now and choose it again, or remove it.`;
  yield errorAt('tool-changed', place, message);
}

function* lintTool(tool: AgentTool, spot: Spot): Generator<DefinitionProblem> {
  const { node, references, place } = spot;
  if (tool.kind === 'mcp') yield* lintServerTool(tool, spot);
  if (tool.kind === 'source' && references.sources?.every(({ slug }) => slug !== tool.source)) {
    const message = `“${node.name}” looks things up in the source “${tool.source}”, which does not exist. Register it, or choose another.`;
    yield errorAt('unknown-source', place, message);
  }
  if (tool.kind !== 'http') return;
  const { bearerSecret, parameters } = tool;
  if (bearerSecret !== undefined && references.secrets && !references.secrets.includes(bearerSecret)) {
    const message = `The tool “${tool.name}” of “${node.name}” uses the secret “${bearerSecret}”, which does not exist. Store it, or choose another.`;
    yield errorAt('unknown-secret', place, message);
  }
  if (parameters && parameters.type !== 'object') {
    yield errorAt(
      'tool-parameters',
      place,
      `What the model fills in for “${tool.name}” must be an object with fields.`,
    );
  }
}

function* lintTools({ node, references }: Omit<Spot, 'place'>): Generator<DefinitionProblem> {
  const seen = new Set<string>();
  for (const [index, tool] of node.config.tools.entries()) {
    const place = { nodeId: node.id, path: `tools[${index}]` };
    const name = nameOf(tool);
    if (seen.has(name))
      yield errorAt('tool-twice', place, `“${node.name}” lists the tool “${name}” twice. Remove one.`);
    seen.add(name);
    yield* lintTool(tool, { node, references, place });
  }
}

/** An agent step against the tools there are, and against itself: whoever must approve exists, limits leave room to work. */
export function* lintAgent(node: Agent, references: LintReferences): Generator<DefinitionProblem> {
  const { id, name, config } = node;
  yield* lintTools({ node, references });
  if (config.tools.length === 0) {
    const message = `“${name}” has no tools: an AI task does the same for less.`;
    yield warningAt('agent-without-tools', { nodeId: id, path: 'tools' }, message);
  } else if (config.limits.turnsMax < 2 || config.limits.callsMax < 1) {
    const message = `“${name}” can never use a tool within its limits. Allow at least two turns and one call.`;
    yield errorAt('agent-limits', { nodeId: id, path: 'limits' }, message);
  }
  const gated = config.tools.filter(({ permission }) => permission === 'approval');
  if (gated.length > 0 && !config.approval) {
    const message = `Nobody can approve what ${gated.map(nameOf).join(', ')} of “${name}” would do. Say who decides.`;
    yield errorAt('agent-approvers', { nodeId: id, path: 'approval' }, message);
  }
  for (const [index, stage] of config.approval?.stages.entries() ?? []) {
    yield* lintStage(stage, name, { nodeId: id, path: `approval.stages[${index}].who` }, references);
  }
}
