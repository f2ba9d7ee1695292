import { createInterface } from 'node:readline';
import variant from '@jitl/quickjs-wasmfile-release-sync';
import { newQuickJSWASMModuleFromVariant, newVariant } from 'quickjs-emscripten-core';
import { evaluate, openInterpreter } from './evaluate.mjs';

/** @import { SandboxReply, SandboxRequest } from './protocol.ts' */
/** @import { LinearMemory } from './snapshot.mjs' */

// The process that runs scripts. Started by sandbox.ts with an empty environment and no rights; ends with its stdin. This and what it
// imports is plain JavaScript, because what strips types from TypeScript would take a third of its memory.

/**
 * The types of Node leave it out.
 * @type {{ readonly Memory: new (pages: { initial: number, maximum: number }) => LinearMemory }}
 */
const { Memory } = Reflect.get(globalThis, 'WebAssembly');

/** 64 kB each: 16 MB the interpreter begins with, 48 MB it never exceeds. Growing beyond fails inside, as out of memory. */
const pages = { initial: 256, maximum: 768 };

const wasmMemory = new Memory(pages);
const quickjs = await newQuickJSWASMModuleFromVariant(newVariant(variant, { wasmMemory }));
const interpreter = openInterpreter(quickjs, wasmMemory);

// Makes ready what every evaluation needs, before the first is asked for.
evaluate(interpreter, {
  mode: 'run',
  code: 'export const main = () => 1',
  input: '1',
  timeoutMs: 10_000,
  outputMax: 10,
});

/**
 * The answers to what came together leave together.
 * @type {(reply: SandboxReply, then: () => void) => void}
 */
const say = (reply, then) => {
  const { stdout } = process;
  if (stdout.writableCorked === 0) {
    stdout.cork();
    process.nextTick(() => stdout.uncork());
  }
  stdout.write(`${JSON.stringify(reply)}\n`, then);
};

const stay = () => undefined;
const leave = () => process.exit(1);
/** An interpreter that cannot be put back evaluates nothing more, whatever has been asked for already. */
let isSpent = false;

// Ctrl-C reaches the whole process group; the worker decides what becomes of a script that is being run.
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => undefined);

createInterface({ input: process.stdin })
  .on('line', (line) => {
    if (isSpent) return;
    /** @type {SandboxRequest} */
    const request = JSON.parse(line);
    try {
      const reply = evaluate(interpreter, request);
      isSpent = !reply.ok && reply.isLast;
      say(reply, isSpent ? leave : stay);
    } catch {
      isSpent = true;
      say({ ok: false, fault: 'crashed', message: '', isLast: true }, leave);
    }
  })
  .on('close', () => process.exit(0));
