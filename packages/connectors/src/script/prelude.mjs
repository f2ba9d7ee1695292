/**
 * Runs in every fresh context before the code of a user and gives the three functions the host calls. The same input must give
 * the same answer, whenever and wherever: what reads a clock or a die throws, in a sentence that says what to do instead.
 */
export const preludeSource = `(() => {
  const { parse, stringify } = JSON;
  const { construct, apply } = Reflect;
  const RealDate = Date;
  const RealError = Error;
  const text = String;
  const refuse = (what) => {
    throw new RealError(what + ' is not available in a script, because the same input must give the same answer. Give it in as input.');
  };
  const FixedDate = function Date(...args) {
    if (new.target === undefined || args.length === 0) refuse('The current time');
    return construct(RealDate, args, new.target);
  };
  FixedDate.prototype = RealDate.prototype;
  FixedDate.UTC = RealDate.UTC;
  FixedDate.parse = RealDate.parse;
  FixedDate.now = () => refuse('The current time');
  Object.defineProperty(RealDate.prototype, 'constructor', { value: FixedDate, writable: true, configurable: true });
  Object.defineProperty(globalThis, 'Date', { value: FixedDate, writable: true, configurable: true });
  Math.random = () => refuse('Randomness');
  delete globalThis.WeakRef;
  delete globalThis.FinalizationRegistry;
  delete globalThis.SharedArrayBuffer;
  const describe = (thrown) => {
    try {
      if (thrown instanceof RealError) return stringify([text(thrown.name), text(thrown.message), text(thrown.stack)]);
      return stringify(['', typeof thrown === 'object' && thrown !== null ? text(stringify(thrown)) : text(thrown), '']);
    } catch {
      return '["","something that cannot be described",""]';
    }
  };
  return [parse, stringify, describe];
})()`;
