import { preludeSource } from './prelude.mjs';
import { takeSnapshot } from './snapshot.mjs';

/** @import { QuickJSContext, QuickJSHandle, QuickJSWASMModule } from 'quickjs-emscripten-core' */
/** @import { SandboxFault, SandboxReply, SandboxRequest } from './protocol.ts' */
/** @import { LinearMemory } from './snapshot.mjs' */

/** Of QuickJS's own stack; Node's is larger (see sandbox.ts), so that this one is reached first. */
const stackBytes = 192 * 1024;
/** Promise jobs between two looks at the clock. */
const jobsAtOnce = 1000;
/** The longest text of an error that is passed on. */
const messageMax = 1000;
const fileName = 'script.js';

/**
 * After these an interpreter may be in no state to be put back.
 * @type {ReadonlySet<SandboxFault>}
 */
const exhaustingFaults = new Set(['timeout', 'memory', 'stack']);

/** A fault of the user's code, on its way to the reply. */
class Fault extends Error {
  /** @param {SandboxFault} fault @param {string} message */
  constructor(fault, message, stack = '') {
    super(message);
    const place = /script\.js:(\d+):(\d+)/.exec(stack);
    /** @type {Extract<SandboxReply, { ok: false }>} */
    this.reply = {
      ok: false,
      fault,
      message: message.slice(0, messageMax),
      isLast: exhaustingFaults.has(fault),
      ...(place ? { line: Number(place[1]), column: Number(place[2]) } : {}),
    };
  }
}

/**
 * An interpreter in which nothing of a user has run. What is made in it meanwhile goes when its memory is put back.
 * @typedef {object} Session
 * @property {QuickJSContext} context
 * @property {QuickJSHandle} parse
 * @property {QuickJSHandle} stringify
 * @property {QuickJSHandle} describe
 * @property {() => boolean} isOverTime
 */

const cpuMs = () => {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
};

/** @type {(name: string, message: string) => SandboxFault} */
const faultOf = (name, message) => {
  if (name === 'SyntaxError') return 'syntax';
  if (name === 'InternalError') return message.includes('stack overflow') ? 'stack' : 'memory';
  return message.startsWith('could not load module') ? 'import' : 'threw';
};

/**
 * What an exception inside is called outside. Described inside, by functions that were there before the user's.
 * @type {(session: Session, thrown: QuickJSHandle) => Fault}
 */
const describeThrown = ({ context, describe, isOverTime }, thrown) => {
  if (isOverTime()) return new Fault('timeout', '');
  const told = context.callFunction(describe, context.undefined, thrown);
  const text = told.error ? '' : context.getString(told.value);
  if (isOverTime()) return new Fault('timeout', '');
  const parts = text === '' ? ['', 'something that cannot be described', ''] : JSON.parse(text);
  const [name = '', message = '', stack = ''] = Array.isArray(parts) ? parts.map(String) : [];
  const fault = faultOf(name, message);
  const isPlain = fault !== 'threw' || name === 'Error' || name === '';
  return new Fault(fault, isPlain ? message : `${name}: ${message}`, stack);
};

/** @type {(session: Session, result: ReturnType<QuickJSContext['callFunction']>) => QuickJSHandle} */
const unwrap = (session, result) => {
  if (result.error) throw describeThrown(session, result.error);
  return result.value;
};

/**
 * Runs what a promise waits for. There is nothing outside to wait for, so it settles now or never.
 * @type {(session: Session, handle: QuickJSHandle) => QuickJSHandle}
 */
const settle = (session, handle) => {
  const { context, isOverTime } = session;
  while (context.runtime.hasPendingJob()) {
    const done = context.runtime.executePendingJobs(jobsAtOnce);
    if (done.error) throw describeThrown(session, done.error);
    if (isOverTime()) throw new Fault('timeout', '');
  }
  const state = context.getPromiseState(handle);
  if (state.type === 'fulfilled') return state.value;
  if (state.type === 'rejected') throw describeThrown(session, state.error);
  throw new Fault('never_settles', '');
};

/** @type {(session: Session, value: QuickJSHandle, outputMax: number) => string} */
const toJson = (session, value, outputMax) => {
  const { context, stringify } = session;
  const json = context.callFunction(stringify, context.undefined, value);
  if (json.error) {
    const fault = describeThrown(session, json.error);
    throw fault.reply.fault === 'threw' ? new Fault('not_json', fault.message) : fault;
  }
  if (context.typeof(json.value) !== 'string') return 'null';
  // Asked before the text is copied out; its bytes are no fewer than its characters.
  if (context.getNumber(context.getProp(json.value, 'length')) > outputMax) throw new Fault('too_large', '');
  const text = context.getString(json.value);
  if (Buffer.byteLength(text) > outputMax) throw new Fault('too_large', '');
  return text;
};

/** @type {(session: Session, request: SandboxRequest) => string} */
const callMain = (session, { code, input, outputMax }) => {
  const { context, parse } = session;
  const loaded = settle(session, unwrap(session, context.evalCode(code, fileName, { type: 'module' })));
  const main = context.getProp(loaded, 'main');
  if (context.typeof(main) !== 'function') throw new Fault('no_main', '');
  const text = context.newString(input);
  const argument = unwrap(session, context.callFunction(parse, context.undefined, text));
  const output = settle(session, unwrap(session, context.callFunction(main, context.undefined, argument)));
  return toJson(session, output, outputMax);
};

/** @type {(session: Session, request: SandboxRequest) => SandboxReply} */
const perform = (session, request) => {
  try {
    if (request.mode === 'run') return { ok: true, output: callMain(session, request) };
    const compiled = session.context.evalCode(request.code, fileName, { type: 'module', compileOnly: true });
    unwrap(session, compiled);
    return { ok: true, output: 'null' };
  } catch (thrown) {
    if (thrown instanceof Fault) return thrown.reply;
    throw thrown;
  }
};

/**
 * An interpreter that is made once and put back to its beginning after each evaluation.
 * @typedef {object} Interpreter
 * @property {Session} session
 * @property {{ deadlineMs: number, hasRunOut: boolean }} clock until when the evaluation in hand may compute, in ms of CPU time
 * @property {() => void} putBack
 */

/**
 * Makes an interpreter, ready for evaluations. `memory`: the one that `quickjs` lives in, and nothing else.
 * @type {(quickjs: QuickJSWASMModule, memory: LinearMemory) => Interpreter}
 */
export const openInterpreter = (quickjs, memory) => {
  const clock = { deadlineMs: Number.POSITIVE_INFINITY, hasRunOut: false };
  const isOverTime = () => {
    clock.hasRunOut ||= cpuMs() > clock.deadlineMs;
    return clock.hasRunOut;
  };
  const runtime = quickjs.newRuntime();
  runtime.setMaxStackSize(stackBytes);
  runtime.setInterruptHandler(isOverTime);
  const context = runtime.newContext();
  const tools = context.unwrapResult(context.evalCode(preludeSource, 'prelude.js'));
  /** @type {(index: number) => QuickJSHandle} */
  const at = (index) => context.getProp(tools, index);
  const session = { context, parse: at(0), stringify: at(1), describe: at(2), isOverTime };
  return { session, clock, putBack: takeSnapshot(memory) };
};

/**
 * One evaluation in an interpreter that knows of no other. After a reply that is the last, the interpreter is not to be used
 * again: memory or stack ran out, or the time. Whoever calls then begins again with a new process.
 * @type {(interpreter: Interpreter, request: SandboxRequest) => SandboxReply}
 */
export const evaluate = ({ session, clock, putBack }, request) => {
  clock.deadlineMs = cpuMs() + request.timeoutMs;
  clock.hasRunOut = false;
  const reply = perform(session, request);
  if (reply.ok || !reply.isLast) putBack();
  return reply;
};
