import {
  type DefinitionProblem,
  describeDataIssues,
  isTimeZone,
  type NodeKind,
  type NodeOf,
  nodeSchema,
} from '@switchyard/domain';
import { parseTemplate } from '../expression/template.ts';
import type { DraftGraph } from './draft-graph.ts';
import { lintAgent } from './lint-agent.ts';
import { lintCancel, lintLoop, lintRace, lintSubworkflow } from './lint-flow.ts';
import { lintApproval, lintTask } from './lint-outside.ts';
import type { LintReferences } from './lint-references.ts';
import { describeScheduleProblem, lintBoundaryTimes, lintDuration } from './lint-time.ts';
import { errorAt, listDoubles, warningAt } from './problem.ts';

type Rule<Kind extends NodeKind> = (
  node: NodeOf<Kind>,
  references: LintReferences,
  graph: DraftGraph,
) => Iterable<DefinitionProblem>;

function* lintStart({ id, config }: NodeOf<'start'>): Generator<DefinitionProblem> {
  for (const [index, trigger] of config.triggers.entries()) {
    if (trigger.type !== 'schedule') continue;
    const at = (field: string) => ({ nodeId: id, path: `triggers[${index}].${field}` });
    const problem = describeScheduleProblem(trigger.cron);
    if (problem) {
      const message = `The schedule “${trigger.cron}” cannot be used: ${problem}. Write minute, hour, day, month and weekday, such as 0 8 * * 1-5.`;
      yield errorAt('cron', at('cron'), message);
    }
    if (!isTimeZone(trigger.timeZone)) {
      yield errorAt(
        'time-zone',
        at('timeZone'),
        `“${trigger.timeZone}” is not a time zone. Write one such as Europe/Paris.`,
      );
    }
    const issues = describeDataIssues(config.input, trigger.input);
    if (issues)
      yield errorAt('schedule-input', at('input'), `The schedule's input does not fit the start's form: ${issues}.`);
  }
  if (config.triggers.length === 0) {
    yield warningAt(
      'trigger-missing',
      { nodeId: id, path: 'triggers' },
      'Nothing starts this workflow. Add a trigger to the start.',
    );
  }
}

function* lintSources(
  { id, name, config }: NodeOf<'decision' | 'decisionTable' | 'task' | 'agent'>,
  { sources }: LintReferences,
): Generator<DefinitionProblem> {
  if (!sources) return;
  for (const [index, slug] of config.sources.entries()) {
    if (sources.some((source) => source.slug === slug)) continue;
    const message = `“${name}” reads the source “${slug}”, which does not exist. Register it, or choose another.`;
    yield errorAt('unknown-source', { nodeId: id, path: `sources[${index}]` }, message);
  }
}

function* lintDeciding(
  node: NodeOf<'decision' | 'decisionTable'>,
  references: LintReferences,
): Generator<DefinitionProblem> {
  yield* lintSources(node, references);
  const authorities = node.config.sources.map(
    (slug) => references.sources?.find((each) => each.slug === slug)?.authority,
  );
  if (authorities.length === 0 || !authorities.every((authority) => authority === 'untrusted')) return;
  const message = `“${node.name}” would decide on data nobody vouches for alone. Add a trusted source to compare with, or let a person approve.`;
  yield errorAt('untrusted-source', { nodeId: node.id, path: 'sources' }, message);
}

function* lintTable(node: NodeOf<'decisionTable'>, references: LintReferences): Generator<DefinitionProblem> {
  yield* lintDeciding(node, references);
  const { inputs, outputs, rules, hitPolicy } = node.config;
  for (const [index, { when, output }] of rules.entries()) {
    const place = { nodeId: node.id, path: `rules[${index}]` };
    if (when.length !== inputs.length) {
      const message = `Rule ${index + 1} of “${node.name}” has ${when.length} conditions for ${inputs.length} inputs. Fill in or remove cells.`;
      yield errorAt('table-cells', place, message);
    }
    if (output.length !== outputs.length) {
      const message = `Rule ${index + 1} of “${node.name}” has ${output.length} results for ${outputs.length} outputs. Fill in or remove cells.`;
      yield errorAt('table-cells', place, message);
    }
  }
  for (const name of listDoubles(outputs)) {
    yield errorAt(
      'table-outputs',
      { nodeId: node.id, path: 'outputs' },
      `“${node.name}” has two outputs named “${name}”. Rename one.`,
    );
  }
  const isCovered = rules.some(({ when }) => when.every((cell) => cell.trim() === ''));
  if (hitPolicy !== 'first' || isCovered) return;
  const message = `“${node.name}” fails when no rule matches. Add a last rule with blank cells.`;
  yield warningAt('table-default', { nodeId: node.id, path: 'rules' }, message);
}

function* lintWait({ id, name, config }: NodeOf<'wait'>): Generator<DefinitionProblem> {
  if ((config.for === undefined) !== (config.until === undefined)) return;
  const message = `“${name}” needs either a duration or a date to wait for${config.for === undefined ? '' : ', not both'}.`;
  yield errorAt('wait-exactly-one', { nodeId: id }, message);
}

function* lintHttp({ id, name, config }: NodeOf<'http'>, { secrets }: LintReferences): Generator<DefinitionProblem> {
  const parsed = parseTemplate(config.url);
  const written = config.url.slice(0, parsed.ok ? parsed.value[0]?.start : undefined);
  const place = { nodeId: id, path: 'url' };
  if (
    /^https?:\/\/[^/?#]+([/?#]|$)/i.test(written) &&
    (written !== config.url ? /^https?:\/\/[^/?#]+[/?#]/i.test(written) : true)
  ) {
    // The host is written out: data cannot change where the request goes.
  } else if (/^(https?:\/\/|$)/i.test(written) && written !== config.url) {
    const message = `The host “${name}” calls comes from data. Write it out, so that data cannot change where the request goes.`;
    yield warningAt('http-host-computed', place, message);
  } else {
    yield errorAt('http-url', place, `“${name}” needs an address that begins with https:// or http://.`);
  }
  for (const [index, header] of config.headers.entries()) {
    if (/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(header.name)) continue;
    yield errorAt(
      'http-header',
      { nodeId: id, path: `headers[${index}].name` },
      `“${header.name}” cannot be the name of a header in “${name}”.`,
    );
  }
  const { bearerSecret } = config;
  if (bearerSecret === undefined || !secrets || secrets.includes(bearerSecret)) return;
  const message = `“${name}” uses the secret “${bearerSecret}”, which does not exist. Store it, or choose another.`;
  yield errorAt('unknown-secret', { nodeId: id, path: 'bearerSecret' }, message);
}

const none = (): Iterable<DefinitionProblem> => [];

const rules: { readonly [Kind in NodeKind]: Rule<Kind> } = {
  start: lintStart,
  set: none,
  decision: lintDeciding,
  decisionTable: lintTable,
  task: (node, references) => [...lintSources(node, references), ...lintTask(node, references)],
  agent: (node, references) => [
    ...lintSources(node, references),
    ...lintTask(node, references),
    ...lintAgent(node, references),
  ],
  approval: (node, references, graph) => {
    const { id, name, config } = node;
    const timed = { id, name, duration: config.deadline, path: 'deadline', calendar: config.calendar };
    return [...lintApproval(node, references, graph), ...lintDuration(timed, references)];
  },
  http: lintHttp,
  wait: (node, references) => {
    const { id, name, config } = node;
    const timed = { id, name, duration: config.for, path: 'for', calendar: config.calendar };
    return [...lintWait(node), ...lintDuration(timed, references)];
  },
  script: none,
  receive: none,
  condition: none,
  send: none,
  subworkflow: lintSubworkflow,
  forEach: none,
  loop: lintLoop,
  region: none,
  race: lintRace,
  parallelSplit: none,
  inclusiveSplit: none,
  join: none,
  cancel: lintCancel,
  compensate: none,
  end: none,
};

const lintNode = <Kind extends NodeKind>(
  kind: Kind,
  node: NodeOf<Kind>,
  references: LintReferences,
  graph: DraftGraph,
): Iterable<DefinitionProblem> => rules[kind](node, references, graph);

/** What only one kind of node can get wrong. Nodes that do not fit their schema are reported elsewhere. */
export function* lintKinds(graph: DraftGraph, references: LintReferences): Generator<DefinitionProblem> {
  for (const draft of graph.draft.nodes) {
    const { data: node } = nodeSchema.safeParse(draft);
    if (!node) continue;
    yield* lintNode(node.kind, node, references, graph);
    yield* lintBoundaryTimes(node, references);
  }
}
