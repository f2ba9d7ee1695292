// `node packages/engine/test/histories/record.ts` writes the histories that are not there yet. It never writes one that is.
import { existsSync, writeFileSync } from 'node:fs';
import { advance } from '../../src/advance.ts';
import { compileGraph } from '../../src/graph.ts';
import { initialState, type RunState } from '../../src/run-state.ts';
import { buildDefinition } from '../definition-builder.ts';
import { type HistoryEntry, listHistories, pathOf, sumOf, sumsPath, writeText } from './history.ts';
import { type Scenario, scenarios } from './scenarios.ts';
import { eventOf } from './script.ts';

const record = ({ name, nodes, edges, settings, script }: Scenario): string => {
  const definition = buildDefinition({ ...nodes }, edges, settings);
  const graph = compileGraph(definition);
  const entries: HistoryEntry[] = [];
  let state: RunState = initialState();
  for (const line of script) {
    const event = eventOf(graph, state, line);
    const next = advance(graph, state, event);
    entries.push({ event, state: next.state, commands: next.commands });
    state = next.state;
  }
  if (state.status === 'active') throw new Error(`${name} has not come to an end: ${JSON.stringify(state)}`);
  return writeText({ v: 1, name, definition, entries });
};

const missing = scenarios.filter(({ name }) => !existsSync(pathOf(name)));
for (const scenario of missing) writeFileSync(pathOf(scenario.name), record(scenario));
writeFileSync(
  sumsPath,
  listHistories()
    .map((name) => `${sumOf(name)}  ${name}.json\n`)
    .join(''),
);
process.stdout.write(`${missing.length} histories recorded, ${listHistories().length} in all.\n`);
