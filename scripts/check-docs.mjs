// Every path that a document names exists. A name in backticks counts as a path when it has a slash and begins with a folder of
// the checkout, or ends like a file.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { listSourceFiles } from './source-files.mjs';
import { inRoot, root } from './workspace.mjs';

const topLevel = new Set(readdirSync(root));
/** Made by commands, so absent in a fresh clone. */
const generated = [/^node_modules(\/|$)/, /^\.switchyard(\/|$)/, /^packages\/db\/src\/generated/, /(^|\/)\.next(\/|$)/];
const placeholder = /[<>{}*$…]|\bNAME\b|\.\.\./;

const looksLikePath = (text) => /^[\w.@()[\]-]+(\/[\w.@()[\]-]+)+\/?$/.test(text) && topLevel.has(text.split('/')[0]);

const links = /\]\((?!https?:|mailto:|#)([^)#\s]+)(?:#[^)]*)?\)/g;

const missingIn = (path) => {
  const text = readFileSync(inRoot(path), 'utf8');
  const prose = text.replace(/^```[\s\S]*?^```/gm, (block) => block.replace(/[^\n]/g, ' '));
  const named = [...prose.matchAll(/`([^`\n]+)`/g)]
    .map((match) => ({ target: match[1], index: match.index, base: '' }))
    .filter(({ target }) => looksLikePath(target));
  const linked = [...prose.matchAll(links)].map((match) => ({
    target: match[1],
    index: match.index,
    base: dirname(path),
  }));
  return [...named, ...linked]
    .filter(({ target }) => !placeholder.test(target) && !generated.some((pattern) => pattern.test(target)))
    .filter(({ target, base }) => !existsSync(join(root, base, target)))
    .map(
      ({ target, index }) =>
        `${path}:${prose.slice(0, index).split('\n').length} names ${target}, which does not exist`,
    );
};

const documents = listSourceFiles().filter((path) => path.endsWith('.md'));
const missing = documents.flatMap(missingIn);
for (const line of missing) console.error(line);
console.log(`${documents.length} documents, ${missing.length} dead paths`);
process.exit(missing.length === 0 ? 0 : 1);
