import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import * as bindings from '@prisma/schema-engine-wasm/schema_engine_bg';

/** The part of the standard that is used here; Node's types leave it to the DOM library. */
declare const WebAssembly: {
  instantiate(bytes: Uint8Array, imports: object): Promise<{ instance: { exports: Record<string, unknown> } }>;
};

/** The engine reports panics to this global before it traps; without it the trap hides the reason. */
let panicMessage = '';
Object.assign(globalThis, {
  PRISMA_WASM_PANIC_REGISTRY: {
    set_message: (message: string) => {
      panicMessage = message;
    },
  },
});

/** What the engine said when it panicked, or an empty string. */
export const lastPanic = (): string => panicMessage;

let loaded: Promise<typeof bindings.SchemaEngine> | null = null;

/** The package's own entry imports the .wasm file as a module, which Node still warns about; so it is instantiated here. */
const instantiate = async (): Promise<typeof bindings.SchemaEngine> => {
  const folder = dirname(createRequire(import.meta.url).resolve('@prisma/schema-engine-wasm'));
  const bytes = await readFile(join(folder, 'schema_engine_bg.wasm'));
  const { instance } = await WebAssembly.instantiate(bytes, {
    './schema_engine_bg.js': bindings,
  });
  bindings.__wbg_set_wasm(instance.exports);
  const { __wbindgen_start: start } = instance.exports;
  if (typeof start === 'function') start();
  return bindings.SchemaEngine;
};

export const loadSchemaEngine = (): Promise<typeof bindings.SchemaEngine> => {
  loaded ??= instantiate();
  return loaded;
};
