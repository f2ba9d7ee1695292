import { spawnSync } from 'node:child_process';
import { isDomainError } from '@switchyard/domain';
import { afterAll, describe, expect, test } from 'vitest';
import { createScriptRunner, scriptLimits } from './script-runner.ts';

const runner = createScriptRunner({ size: 2 });
afterAll(() => runner.close());

const run = (code: string, input: Parameters<typeof runner.run>[0]['input'] = null, timeoutMs = 1000) =>
  runner.run({ code, input, timeoutMs });

/** Body of a `main` that takes `input`. */
const body = (text: string): string => `export const main = (input) => { ${text} };`;

const failureOf = async (code: string, timeoutMs?: number) => {
  try {
    return { code: 'none', message: JSON.stringify(await run(code, null, timeoutMs)), details: {} };
  } catch (thrown) {
    if (isDomainError(thrown)) return thrown;
    throw thrown;
  }
};

describe('what a script can do', () => {
  test('main gets the input and gives the output', async () => {
    expect(
      await run(body('return { total: input.items.reduce((sum, n) => sum + n, 0) }'), { items: [1, 2, 3] }),
    ).toEqual({
      total: 6,
    });
    expect(await run('export function main(input) { return [...input].reverse().join("") }', 'añ😀')).toBe('😀ña');
  });

  test('an async main is waited for; nothing returned is null', async () => {
    expect(
      await run('export const main = async (n) => { await null; return (await Promise.all([n, 2])).length }', 1),
    ).toBe(2);
    expect(await run(body(''))).toBeNull();
    expect(await run('const one = await Promise.resolve(1); export const main = () => one')).toBe(1);
  });

  test('dates that are given can be computed with, in UTC', async () => {
    const code = body(
      'const d = new Date(input); d.setHours(d.getHours() + 1); return [d.toISOString(), d instanceof Date]',
    );
    expect(await run(code, '2026-03-29T00:30:00Z')).toEqual(['2026-03-29T01:30:00.000Z', true]);
  });

  test('after evaluations that grow memory, throw or never settle, each gives what it gave at first', async () => {
    const codes = [
      body('globalThis.seen = (globalThis.seen ?? 0) + 1; Array.prototype.left = 1; return [seen, Object.keys([])]'),
      body('return Array.from({ length: 50_000 }, (_, i) => ({ i, text: "x" + i })).length'),
      body('return new Uint8Array(new ArrayBuffer(20_000_000)).indexOf(1)'),
      body('return new Promise(() => {})'),
      'export const main = async () => { await null; throw new TypeError("no") };',
      'export const main = (',
    ];
    const single = createScriptRunner({ size: 1 });
    const evaluate = (code: string) =>
      single.run({ code, input: null, timeoutMs: 5000 }).catch((thrown: unknown) => String(thrown));
    try {
      const first: unknown[] = [];
      for (const code of codes) first.push(await evaluate(code));
      for (let round = 1; round <= 3; round += 1) {
        for (const [index] of codes.entries()) {
          const place = (index * 5 + round) % codes.length;
          expect(await evaluate(codes[place] ?? '')).toEqual(first[place]);
        }
      }
    } finally {
      single.close();
    }
  });

  test('nothing of one evaluation is seen by the next', async () => {
    const leave =
      'globalThis.left = 1; Array.prototype.map = null; Object.prototype.evil = 1; export const main = () => 1';
    const single = createScriptRunner({ size: 1 });
    try {
      await single.run({ code: leave, input: null, timeoutMs: 1000 });
      const look = body('return [typeof left, typeof [].map, typeof {}.evil]');
      expect(await single.run({ code: look, input: null, timeoutMs: 1000 })).toEqual([
        'undefined',
        'function',
        'undefined',
      ]);
    } finally {
      single.close();
    }
  });
});

describe('errors say what and where', () => {
  const wrong: [string, string, RegExp][] = [
    ['a syntax error', 'export const main = () => {\n  const x = ;\n}', /cannot be read.*line 2, column \d+/],
    [
      'a thrown error',
      'export const main = () => {\n  throw new Error("Too much");\n}',
      /Too much \(line 2, column \d+\)/,
    ],
    ['a missing name', 'export const main = () => nothing.at', /ReferenceError: 'nothing' is not defined \(line 1/],
    [
      'an async throw',
      'export const main = async () => {\n\n  throw new TypeError("late") }',
      /TypeError: late \(line 3/,
    ],
    ['no main', 'export const other = 1', /has no main/],
    ['a main that is no function', 'export const main = 1', /has no main/],
    ['an import', 'import fs from "node:fs"; export const main = () => 1', /cannot import/],
    [
      'a dynamic import',
      'export const main = async () => (await import("node:fs")).readFileSync("/etc/passwd")',
      /cannot import/,
    ],
    ['a promise that never settles', 'export const main = () => new Promise(() => {})', /never comes/],
    ['a circle', body('const a = {}; a.a = a; return a'), /cannot be stored as JSON/],
    ['a bigint', body('return 1n'), /cannot be stored as JSON/],
    ['a text thrown', body('throw "stop"'), /The script failed: stop/],
    ['null thrown', body('throw null'), /The script failed: null/],
    ['something that cannot be described', body('throw { toJSON() { throw 1 } }'), /cannot be described/],
    ['the clock', body('return Date.now()'), /current time is not available/],
    ['the clock by another way', body('return new (new Date(0).constructor)()'), /current time is not available/],
    ['chance', body('return Math.random()'), /Randomness is not available/],
  ];
  test.each(wrong)('%s', async (_name, code, message) => {
    const failure = await failureOf(code);
    expect(failure.message).toMatch(message);
    expect(failure.code).toBe('invalid_expression');
  });
});

describe('limits', () => {
  const greedy: [string, string, string][] = [
    ['an endless loop', 'for (;;);', 'limit_exceeded'],
    ['an endless loop that catches', 'for (;;) { try { for (;;); } catch {} }', 'limit_exceeded'],
    ['endless promises', 'const again = () => Promise.resolve().then(again); return again();', 'limit_exceeded'],
    ['a slow pattern', 'return /^(a+)+$/.test("a".repeat(40) + "b")', 'limit_exceeded'],
    ['a huge list', 'const all = []; for (;;) all.push(new Array(1e5).fill(1));', 'limit_exceeded'],
    ['a huge text', 'let text = "x"; for (;;) text += text;', 'limit_exceeded'],
    ['a huge buffer', 'return new ArrayBuffer(1e9).byteLength', 'limit_exceeded'],
    ['endless recursion', 'const again = (x) => again([x]); return again();', 'limit_exceeded'],
    ['recursion through a sort', 'const again = () => [2, 1].sort(again); return again();', 'limit_exceeded'],
    ['a huge output', `return "x".repeat(${scriptLimits.outputBytes + 1})`, 'too_large'],
    ['a huge output of few characters', `return "é".repeat(${scriptLimits.outputBytes / 2 + 1})`, 'too_large'],
    ['an endless error', 'throw { toString() { for (;;); }, toJSON() { for (;;); } }', 'limit_exceeded'],
  ];
  test.each(greedy)('%s ends, and the next script runs', async (_name, text, code) => {
    expect(await failureOf(body(text), 200)).toMatchObject({ code });
    expect(await run(body('return 1'))).toBe(1);
  });

  test('an endless loop outside main ends too', async () => {
    expect(await failureOf('for (;;); export const main = () => 1', 100)).toMatchObject({ code: 'limit_exceeded' });
  });

  test('a large input is refused', async () => {
    await expect(run(body('return 1'), 'x'.repeat(scriptLimits.inputBytes))).rejects.toMatchObject({
      code: 'too_large',
    });
  });
});

describe('escapes', () => {
  const attempts: [string, string][] = [
    ['the process', 'return typeof process'],
    ['require', 'return typeof require'],
    ['fetch', 'return typeof fetch'],
    ['timers', 'return typeof setTimeout'],
    ['a constructor', 'return this?.constructor?.constructor?.("return typeof process")() ?? "undefined"'],
    ['the constructor of a function', 'return main.constructor("return typeof process")()'],
    ['eval', 'return (0, eval)("typeof process")'],
    ['an async constructor', 'return (async () => {}).constructor("return typeof require")()'],
    ['a stack that is prepared', 'Error.prepareStackTrace = (_, s) => s; return typeof new Error().stack[0]?.getThis'],
  ];
  test.each(attempts)('%s is not there', async (_name, text) => {
    expect(await run(body(text))).toBe('undefined');
  });

  test('a changed prototype does not change what the host does', async () => {
    const code = `
      JSON.stringify = () => '{"forged":true}';
      JSON.parse = () => 'forged';
      Promise.prototype.then = null;
      Array.prototype.toJSON = () => 'mine';
      export const main = (input) => ({ input });`;
    expect(await run(code, { a: 1 })).toEqual({ input: { a: 1 } });
    expect(await run(body('return JSON.parse(\'{"__proto__":{"x":1}}\')'))).toEqual(
      JSON.parse('{"__proto__":{"x":1}}'),
    );
  });
});

describe('the process around it', () => {
  test('aborted while it evaluates, it ends at once and says so', async () => {
    const stop = new AbortController();
    const running = runner.run({ code: body('for (;;);'), input: null, timeoutMs: 10_000, signal: stop.signal });
    const settled = expect(running).rejects.toThrow('enough');
    setImmediate(() => stop.abort(new Error('enough')));
    await settled;
    expect(await run(body('return 1'))).toBe(1);
  });

  test('killed while it evaluates, the step fails as one that may be tried again', async () => {
    const single = createScriptRunner({ size: 1 });
    const running = single.run({ code: body('for (;;);'), input: null, timeoutMs: 10_000 });
    const settled = expect(running).rejects.toMatchObject({ code: 'unavailable', retryable: true });
    setImmediate(() => single.close());
    await settled;
    expect(await single.run({ code: body('return 2'), input: null, timeoutMs: 1000 })).toBe(2);
    single.close();
  });

  test('more evaluations than sandboxes wait their turn', async () => {
    const all = await Promise.all(Array.from({ length: 20 }, (_, index) => run(body('return input * 2'), index)));
    expect(all).toEqual(Array.from({ length: 20 }, (_, index) => index * 2));
  });
});

describe('short scripts that share a sandbox', () => {
  const shared = (single: typeof runner, code: string, input: number) =>
    single.run({ code, input, timeoutMs: 100, isShared: true });

  test('each gets its own answer, and nothing of one is seen by the next', async () => {
    const single = createScriptRunner({ size: 1 });
    const code = body('globalThis.seen = (globalThis.seen ?? 0) + 1; return [input, seen]');
    const all = Array.from({ length: 40 }, (_, index) => shared(single, code, index));
    expect(await Promise.all(all)).toEqual(all.map((_, index) => [index, 1]));
    single.close();
  });

  test('one that fails keeps none of the others from their answers', async () => {
    const single = createScriptRunner({ size: 1 });
    const code = body('if (input === 2) throw new Error("no"); return input');
    const all = await Promise.allSettled([0, 1, 2, 3].map((input) => shared(single, code, input)));
    expect(all.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected', 'fulfilled']);
    single.close();
  });

  test('where one never ends, those before it have their answers, those behind it may be tried again', async () => {
    const single = createScriptRunner({ size: 1 });
    const code = body('if (input === 2) for (;;); return input');
    const all = await Promise.allSettled([0, 1, 2, 3].map((input) => shared(single, code, input)));
    expect(all).toMatchObject([
      { value: 0 },
      { value: 1 },
      { reason: { code: 'limit_exceeded' } },
      { reason: { code: 'unavailable', retryable: true } },
    ]);
    expect(await shared(single, code, 4)).toBe(4);
    single.close();
  });

  test('one that wants a sandbox for itself gets its turn', async () => {
    const single = createScriptRunner({ size: 1 });
    const around = Array.from({ length: 20 }, (_, index) => shared(single, body('return input'), index));
    expect(await single.run({ code: body('return input'), input: 'own', timeoutMs: 1000 })).toBe('own');
    expect(await Promise.all(around)).toHaveLength(20);
    single.close();
  });
});

describe('check', () => {
  test('compiles and runs nothing', async () => {
    expect(await runner.check('for (;;); export const main = () => 1')).toBeNull();
    expect(await runner.check('export const main = (x) => x')).toBeNull();
  });

  test('says where the code cannot be read', async () => {
    expect(await runner.check('export const main = () => {\n  return (1;\n}')).toMatchObject({
      message: expect.stringMatching(/cannot be read/),
      line: 2,
    });
  });
});

/** Processes started by this one. */
const children = (): string[] =>
  spawnSync('ps', ['-o', 'pid=', '--ppid', String(process.pid)], { encoding: 'utf8' })
    .stdout.split(/\s+/)
    .filter(Boolean);

const isRunning = (pid: string): boolean => {
  try {
    return process.kill(Number(pid), 0);
  } catch {
    return false;
  }
};

test('short scripts that come one after the other share one process, however many they are', async () => {
  const several = createScriptRunner({ size: 2 });
  const before = new Set(children());
  let left = 300;
  const lane = async () => {
    for (; left > 0; left -= 1)
      await several.run({ code: body('return input'), input: left, timeoutMs: 1000, isShared: true });
  };
  await Promise.all(Array.from({ length: 8 }, lane));
  expect(children().filter((pid) => !before.has(pid) && isRunning(pid))).toHaveLength(1);
  several.close();
});

test('another sandbox is started for those that wait, not for a moment in which one is busy', async () => {
  const patient = createScriptRunner({ size: 2, patienceForMs: 600_000 });
  const before = new Set(children());
  const ofPatient = () => children().filter((pid) => !before.has(pid) && isRunning(pid));
  const one = (input: number) => patient.run({ code: body('return input'), input, timeoutMs: 1000 });
  expect(await Promise.all(Array.from({ length: 20 }, (_, index) => one(index)))).toHaveLength(20);
  expect(ofPatient()).toHaveLength(1);
  patient.close();

  const prompt = createScriptRunner({ size: 2, patienceForMs: 50 });
  const ended: string[] = [];
  const long = prompt.run({ code: body('for (;;);'), input: null, timeoutMs: 20_000 }).catch(() => ended.push('long'));
  expect(await prompt.run({ code: body('return input'), input: 7, timeoutMs: 1000 })).toBe(7);
  expect(ended).toEqual([]);
  prompt.close();
  await long;
});

test('of several sandboxes the one that is not needed is ended long before the other', async () => {
  const several = createScriptRunner({ size: 2, idleForMs: 600_000, patienceForMs: 0 });
  const before = new Set(children());
  const ofSeveral = () => children().filter((pid) => !before.has(pid) && isRunning(pid));
  const one = () => several.run({ code: body('return input'), input: 1, timeoutMs: 1000 });
  // While the first is being started no other is.
  await one();
  await Promise.all([one(), one()]);
  expect(ofSeveral()).toHaveLength(2);
  const countAfterOne = async () => {
    await one();
    return ofSeveral().length;
  };
  await expect.poll(countAfterOne, { timeout: 50_000 }).toBe(1);
  several.close();
}, 60_000);

test('a sandbox that nobody needs is ended, and the next script gets another', async () => {
  const brief = createScriptRunner({ size: 1, idleForMs: 10 });
  const before = new Set(children());
  const evaluate = () => brief.run({ code: body('return input + 1'), input: 1, timeoutMs: 1000 });
  const evaluating = evaluate();
  const started = children().filter((pid) => !before.has(pid) && isRunning(pid));
  expect(started).toHaveLength(1);
  expect(await evaluating).toBe(2);
  await expect.poll(() => started.filter(isRunning)).toEqual([]);
  expect(await evaluate()).toBe(2);
  brief.close();
});

test('a sandbox that was only asked to check is ended long before one that evaluates', async () => {
  const checking = createScriptRunner({ size: 1, idleForMs: 600_000 });
  const before = new Set(children());
  const check = checking.check('export const main = () => 1');
  const started = children().filter((pid) => !before.has(pid) && isRunning(pid));
  expect(started).toHaveLength(1);
  expect(await check).toBeNull();
  await expect.poll(() => started.filter(isRunning), { timeout: 50_000 }).toEqual([]);
  checking.close();
}, 60_000);
