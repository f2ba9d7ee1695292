// `pnpm bench NAME` runs bench/NAME.ts. Each prints what it measured in sentences and ratios, and ends with one line of JSON.
import { existsSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const folder = fileURLToPath(new URL('.', import.meta.url));
const names = readdirSync(folder)
  .filter((name) => name.endsWith('.ts') && name !== 'run.ts')
  .map((name) => name.slice(0, -'.ts'.length));

const [name = ''] = process.argv.slice(2);
if (!/^[a-z][a-z0-9-]*$/.test(name) || !existsSync(`${folder}${name}.ts`)) {
  console.error(`Usage: pnpm bench NAME, with NAME one of: ${names.join(', ')}`);
  process.exit(2);
}
await import(`./${name}.ts`);
