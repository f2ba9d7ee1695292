import type { NodeKind } from '@switchyard/domain';
import { describeDuration } from './describe-duration.ts';
import type { GraphEdge, GraphNode } from './graph-definition.ts';
import { isObject, readList, readNumber, readObject, readText } from './read-config.ts';

/** What exists outside the definition and makes facts readable. */
export interface GraphNames {
  readonly tasks?: ReadonlyMap<string, { readonly name: string; readonly qualityTarget: number }>;
  readonly sources?: ReadonlyMap<string, { readonly name: string }>;
  readonly workflows?: ReadonlyMap<string, { readonly name: string }>;
}

interface FactInput {
  readonly config: object;
  readonly outgoing: readonly GraphEdge[];
  readonly names: GraphNames;
}

const triggerWords: Record<string, string> = { form: 'form', api: 'API', webhook: 'webhook', schedule: 'schedule' };

const count = (amount: number, noun: string): string => `${amount} ${noun}${amount === 1 ? '' : 's'}`;

const textsOf = (config: object, key: string): string[] =>
  readList(config, key).filter((entry): entry is string => typeof entry === 'string' && entry !== '');

const namesOf = (config: object, key: string): string[] =>
  readList(config, key)
    .map((entry) => (isObject(entry) ? readText(entry, 'name') : ''))
    .filter((name) => name !== '');

const hostOf = (url: string): string => {
  const match = /^[a-z]+:\/\/([^/?#]+)/i.exec(url);
  return match?.[1] ?? url;
};

const sourcesFact = ({ config, names }: FactInput): string =>
  textsOf(config, 'sources')
    .map((slug) => names.sources?.get(slug)?.name ?? slug)
    .join(', ');

const approversFact = (config: object): string => {
  const [stage, ...others] = readList(config, 'stages').filter(isObject);
  if (!stage) return '';
  const who = readObject(stage, 'who');
  const everyone = [...textsOf(who, 'groups'), ...textsOf(who, 'roles'), ...textsOf(who, 'users')];
  const shown = everyone.map((each) => each.replace('_', ' ').replace(/@.*/, ''));
  const first = shown.length > 1 ? `${shown[0]} +${shown.length - 1}` : (shown[0] ?? 'nobody yet');
  return others.length > 0 ? `${first}, then ${count(others.length, 'stage')}` : first;
};

const taskFact = ({ config, names }: FactInput): string => {
  const slug = readText(config, 'task');
  if (slug === '') return '';
  const task = names.tasks?.get(slug);
  return task ? `${task.name} · ${Math.round(task.qualityTarget * 100)} % right` : slug;
};

/** A duration, and whether it counts open time only. */
const businessTime = (config: object, duration: string): string =>
  `${describeDuration(duration)}${readText(config, 'calendar') === '' ? '' : ' of business time'}`;

const facts: Record<NodeKind, (input: FactInput) => string> = {
  start: ({ config }) => {
    if (Reflect.get(config, 'triggers') === undefined) return 'form, API';
    const types = readList(config, 'triggers').map((trigger) => (isObject(trigger) ? readText(trigger, 'type') : ''));
    return [...new Set(types.flatMap((type) => triggerWords[type] ?? []))].join(', ') || 'nothing starts it';
  },
  set: ({ config }) => namesOf(config, 'assignments').join(', '),
  decision: (input) => [count(input.outgoing.length, 'path'), sourcesFact(input)].filter(Boolean).join(' · '),
  decisionTable: ({ config }) =>
    `${count(readList(config, 'rules').length, 'rule')} → ${textsOf(config, 'outputs').join(', ')}`,
  task: taskFact,
  agent: (input) =>
    [taskFact(input), count(readList(input.config, 'tools').length, 'tool')].filter(Boolean).join(' · '),
  approval: ({ config }) => {
    const deadline = readText(config, 'deadline');
    return deadline === ''
      ? approversFact(config)
      : `${approversFact(config)} · within ${businessTime(config, deadline)}`;
  },
  http: ({ config }) => `${readText(config, 'method') || 'POST'} ${hostOf(readText(config, 'url'))}`.trim(),
  wait: ({ config }) => {
    const duration = readText(config, 'for');
    if (duration !== '') return `for ${businessTime(config, duration)}`;
    const until = readText(config, 'until');
    return until === '' ? '' : `until ${until}`;
  },
  script: ({ config }) => count(readText(config, 'code').split('\n').length, 'line'),
  receive: ({ config }) => readText(config, 'message'),
  condition: ({ config }) => readText(config, 'when'),
  send: ({ config }) => `${readText(config, 'message')}${readText(config, 'to') === 'all' ? ' to all' : ''}`,
  subworkflow: ({ config, names }) => {
    const slug = readText(config, 'workflow');
    const name = names.workflows?.get(slug)?.name ?? slug;
    return name !== '' && Reflect.get(config, 'isAwaited') === false ? `${name}, not awaited` : name;
  },
  forEach: ({ config }) => {
    const atOnce = readNumber(config, 'atOnce', 1);
    return `${readText(config, 'items')} · ${atOnce === 1 ? 'one by one' : `${atOnce} at once`}`;
  },
  loop: ({ config }) => {
    const [condition, until] = [readText(config, 'while'), readText(config, 'until')];
    return condition === '' ? (until === '' ? '' : `until ${until}`) : `while ${condition}`;
  },
  region: ({ config }) => {
    const key = readText(config, 'key');
    return key === '' ? '' : `${readNumber(config, 'atOnce', 1)} at a time for ${key}`;
  },
  race: ({ outgoing }) => `first of ${count(outgoing.length, 'path')}`,
  parallelSplit: ({ outgoing, config }) => {
    const copies = readNumber(config, 'copies', 1);
    return `${count(outgoing.length, 'path')} at once${copies > 1 ? `, ${copies} times` : ''}`;
  },
  inclusiveSplit: ({ outgoing }) => `any of ${count(outgoing.length, 'path')}`,
  join: ({ config }) => {
    const wait = readText(config, 'wait');
    if (wait === 'every') return 'waits for every path';
    return wait === 'some' ? `goes on after ${readNumber(config, 'needed', 1)}` : 'waits for every path taken';
  },
  cancel: ({ config }) => textsOf(config, 'nodes').join(', '),
  compensate: () => 'last step first',
  end: ({ config }) =>
    [readText(config, 'outcome'), readText(config, 'ends') === 'run' ? 'ends the whole run' : '']
      .filter(Boolean)
      .join(' · '),
};

/** The one fact that matters about a node, in a few words; empty when nothing is set up yet. */
export const nodeFact = (node: GraphNode, outgoing: readonly GraphEdge[], names: GraphNames = {}): string =>
  facts[node.kind]({ config: node.config, outgoing, names });
