// Nothing that belongs to one machine or one person gets into the repository: keys, private addresses of files, credentials in urls.
import { readFileSync, statSync } from 'node:fs';
import { listSourceFiles } from './source-files.mjs';
import { inRoot } from './workspace.mjs';

// Put together from halves, so that this file does not find itself.
const patterns = [
  [new RegExp('-----BEGIN [A-Z ]*PRIVATE ' + 'KEY-----'), 'a private key'],
  [/\bsk-(?:ant-|proj-)?[A-Za-z0-9_-]{24,}/, 'a supplier key'],
  [/\bAKIA[0-9A-Z]{16}\b/, 'a cloud key'],
  [/\bgh[pousr]_[A-Za-z0-9]{36,}\b/, 'a GitHub token'],
  [/\bxox[abprs]-[A-Za-z0-9-]{20,}/, 'a chat token'],
  [new RegExp('PRIVATE\\+' + 'KEY\\+[^+\\s]+\\+[0-9a-f]{8}\\+[A-Za-z0-9+/]{44}'), 'an audit signing key'],
  [new RegExp('(?:^|[\\s"\'`(=])/(?:' + 'home|Users)/[a-z][\\w.-]*/', 'm'), 'a path of one machine'],
  [new RegExp('(?:^|[\\s"\'`(=])/(?:' + 'work|root)/[\\w.-]+', 'm'), 'a path of one machine'],
];
/** Published test vectors and lockfiles contain what only looks like a secret. */
const exempt = /(^pnpm-lock\.yaml$|\/test\/(vectors|fixtures)\/|^packages\/audit\/src\/note\/signed-note\.test\.ts$)/;
const largestBytes = 1024 * 1024;

const findings = listSourceFiles()
  .filter((path) => !exempt.test(path) && statSync(inRoot(path)).size < largestBytes)
  .flatMap((path) => {
    const text = readFileSync(inRoot(path), 'utf8');
    return patterns.flatMap(([pattern, what]) => {
      const match = pattern.exec(text);
      return match ? [`${path}:${text.slice(0, match.index + 1).split('\n').length} holds ${what}`] : [];
    });
  });

for (const finding of findings) console.error(finding);
console.log(`${findings.length} findings`);
process.exit(findings.length === 0 ? 0 : 1);
