import { runQuietly } from './run-command.mjs';
import { inRoot, node24 } from './workspace.mjs';

const bin = (name) => inRoot('node_modules/.bin', name);

/** Programs of node_modules/.bin run on whatever Node is first in the path: it has to be ours. */
const env = {
  ...process.env,
  TURBO_TELEMETRY_DISABLED: '1',
  PATH: `${inRoot('node_modules/.bin')}:${process.env.PATH}`,
};

const run = (command, args) => runQuietly(command, args, { env });
const script = (name) => () => run(node24, ['--disable-warning=ExperimentalWarning', inRoot('scripts', name)]);

/** Turbo checks each package after those it imports, and remembers the ones that did not change. */
const typecheck = () =>
  run(bin('turbo'), [
    'run',
    'typecheck',
    '--continue=dependencies-successful',
    '--concurrency=2',
    '--output-logs=errors-only',
    '--no-color',
  ]);

/** The fast gate, the slowest first so that none waits for it at the end. `run` gives `{ code, output }`. */
export const gates = [
  { name: 'types', run: typecheck },
  {
    name: 'lint and format',
    run: () => run(bin('biome'), ['check', '--error-on-warnings', '--max-diagnostics=50', '.']),
  },
  { name: 'unused files, exports, dependencies', run: () => run(bin('knip'), ['--no-progress', '--no-config-hints']) },
  { name: 'schema and migrations agree', run: script('check-schema.ts') },
  { name: 'duplicates', run: () => run(bin('jscpd'), ['--config', inRoot('.jscpd.json'), inRoot()]) },
  { name: 'boundaries', run: script('check-boundaries.mjs') },
  { name: 'paths in documents', run: script('check-docs.mjs') },
  { name: 'secrets and machine paths', run: script('check-secrets.mjs') },
];
