// `pnpm check`: everything that can be told without running the product, in well under a minute.
import { generate } from './generate.mjs';
import { runGates } from './run-gates.mjs';

await generate();
const { passed, failed } = await runGates();
console.log(`\n${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
