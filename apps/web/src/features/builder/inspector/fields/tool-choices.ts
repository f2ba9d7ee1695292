import type { JsonObject, JsonValue } from '@switchyard/domain';
import type { BuilderReferences } from '../../model/builder-api.ts';
import { textOf } from './field-props.ts';

/** A tool that can be switched on, and the entry it has when it is. */
export interface ToolChoice {
  /** Same for the entry of a tool whatever its permission and digest are. */
  readonly key: string;
  readonly label: string;
  readonly description: string;
  readonly entry: JsonObject;
  /** What must be known before it is switched on. */
  readonly warning: string | null;
}

export interface ToolGroup {
  readonly label: string;
  readonly choices: readonly ToolChoice[];
}

const isObject = (value: JsonValue | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Entries as they stand in the config. */
export const entriesOf = (value: JsonValue | undefined): JsonObject[] =>
  Array.isArray(value) ? value.filter(isObject) : [];

export const keyOf = (entry: JsonObject): string => {
  const kind = textOf(entry.kind);
  if (kind === 'mcp') return `mcp ${textOf(entry.server)} ${textOf(entry.tool)}`;
  return kind === 'source' ? `source ${textOf(entry.source)}` : kind;
};

const serverGroups = ({ toolServers = [] }: BuilderReferences): ToolGroup[] =>
  toolServers.map(({ slug, name, tools }) => ({
    label: name,
    choices: tools.map((tool) => {
      const entry = { kind: 'mcp', server: slug, tool: tool.name, digest: tool.digest };
      const warning = tool.problem === null ? null : `Cannot be used: ${tool.problem}.`;
      return { key: keyOf(entry), label: tool.name, description: tool.description, entry, warning };
    }),
  }));

const ownGroup = ({ sources = [] }: BuilderReferences): ToolGroup => ({
  label: 'Built in',
  choices: [
    {
      key: 'calculate',
      label: 'Calculate',
      description: 'Sums and comparisons, so that the model need not do them by heart.',
      entry: { kind: 'calculate' },
      warning: null,
    },
    ...sources.map(({ slug, name }) => ({
      key: `source ${slug}`,
      label: `Look up in ${name}`,
      description: 'Finds rows of this source of truth; the version read is recorded.',
      entry: { kind: 'source', source: slug },
      warning: null,
    })),
  ],
});

/** Everything that can be switched on, by where it comes from. */
export const toolGroups = (references: BuilderReferences): ToolGroup[] => [
  ...serverGroups(references),
  ownGroup(references),
];

/** Entries that are no choice of a list: written by hand, or of a server that is gone. */
export const isWritten = (entry: JsonObject): boolean => entry.kind === 'http' || entry.kind === 'runData';

export const missingEntries = (entries: readonly JsonObject[], groups: readonly ToolGroup[]): JsonObject[] => {
  const known = new Set(groups.flatMap(({ choices }) => choices.map(({ key }) => key)));
  return entries.filter((entry) => !isWritten(entry) && !known.has(keyOf(entry)));
};

/** The list with one tool's permission changed; `off` takes it out. Choosing takes the description as it is now. */
export const withPermission = (
  entries: readonly JsonObject[],
  choice: ToolChoice,
  permission: string,
): JsonObject[] => {
  const at = entries.findIndex((entry) => keyOf(entry) === choice.key);
  if (permission === 'off') return entries.filter((_, index) => index !== at);
  if (at === -1) return [...entries, { ...choice.entry, permission }];
  return entries.with(at, { ...entries[at], ...choice.entry, permission });
};
