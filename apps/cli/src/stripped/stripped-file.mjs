import { hash } from 'node:crypto';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

// Source files without their types, kept beside the installed packages. What strips types takes a process 12 MB and a second of
// its start; read from here, no process needs it. Whoever finds nothing of use here lets Node strip.

export const root = fileURLToPath(new URL('../../../../', import.meta.url));
const folder = join(root, 'node_modules/.switchyard/stripped');

/**
 * Where the stripped form of a source lies. It never lies outside the folder.
 * @type {(source: string) => string}
 */
export const strippedPathOf = (source) => join(folder, `${relative(root, source).replaceAll('..', '__')}.js`);

/** @type {(text: string) => string} */
const digestOf = (text) => hash('sha256', process.version + text);

/**
 * What is written: a line that says what it was made from, by which Node, and what follows; then that.
 * @type {(source: string, stripped: string) => string}
 */
export const seal = (source, stripped) => `${digestOf(source)} ${digestOf(stripped)}\n${stripped}`;

/**
 * What was sealed for this very source; null for anything else: another source, another Node, a file that is not whole.
 * @type {(source: string, content: string) => string | null}
 */
export const unseal = (source, content) => {
  const end = content.indexOf('\n') + 1;
  const stripped = content.slice(end);
  return content.slice(0, end) === `${digestOf(source)} ${digestOf(stripped)}\n` ? stripped : null;
};
