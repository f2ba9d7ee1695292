import { readFileSync } from 'node:fs';
import { findViolations } from './boundaries/rules.mjs';
import { listSourceFiles } from './source-files.mjs';
import { inRoot } from './workspace.mjs';

const files = listSourceFiles()
  .filter(
    (path) =>
      /\.(ts|tsx|mts|mjs)$/.test(path) && !path.includes('/generated/') && !path.startsWith('scripts/boundaries/'),
  )
  .map((path) => ({ path, text: readFileSync(inRoot(path), 'utf8') }));

const violations = findViolations(files);
for (const { path, line, rule, message } of violations) console.error(`${path}:${line} ${message} (${rule})`);
console.log(`${files.length} files, ${violations.length} violations`);
process.exit(violations.length === 0 ? 0 : 1);
