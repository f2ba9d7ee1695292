import { readFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { fileURLToPath } from 'node:url';
import { strippedPathOf, unseal } from './stripped-file.mjs';

// `node --import` of this: TypeScript is loaded without its types where strip-sources.mjs has left it so. Positions are the same, so
// stack traces and debuggers show the file that was written. Whatever cannot be read here, Node loads as it always does.

/** @type {(url: string) => string | null} */
const readStripped = (url) => {
  try {
    const path = fileURLToPath(url);
    return unseal(readFileSync(path, 'utf8'), readFileSync(strippedPathOf(path), 'utf8'));
  } catch {
    return null;
  }
};

registerHooks({
  load: (url, context, nextLoad) => {
    const source = context.format === 'module-typescript' ? readStripped(url) : null;
    return source === null ? nextLoad(url, context) : { format: 'module', source, shortCircuit: true };
  },
});
