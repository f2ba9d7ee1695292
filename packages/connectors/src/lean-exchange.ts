import { type Agent, type Dispatcher, errors } from 'undici';

export interface LeanRequest {
  readonly origin: string;
  /** With its query. */
  readonly path: string;
  readonly method: Dispatcher.HttpMethod;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer | string | null;
  readonly signal: AbortSignal;
  readonly headersTimeout: number;
  readonly bodyTimeout: number;
}

export interface LeanReply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** Pieces as they arrive, once. Leaving it before its end closes the connection. */
  readonly body: AsyncIterableIterator<Buffer>;
}

/** More than this is not read ahead of whoever takes the pieces. */
const aheadBytesMax = 256 * 1024;

const end: IteratorReturnResult<undefined> = { done: true, value: undefined };

interface Taker {
  readonly resolve: (piece: IteratorResult<Buffer>) => void;
  readonly reject: (cause: unknown) => void;
}

/** The body of a reply: a list of pieces with at most one taker. Half of the cost of a stream object, which thousands feel. */
class Pieces implements AsyncIterableIterator<Buffer> {
  readonly #controller: Dispatcher.DispatchController;
  readonly #ahead: Buffer[] = [];
  #aheadBytes = 0;
  #taker: Taker | null = null;
  #isOver = false;
  #failure: { readonly cause: unknown } | null = null;

  constructor(controller: Dispatcher.DispatchController) {
    this.#controller = controller;
  }

  push(piece: Buffer): void {
    const taker = this.#taker;
    this.#taker = null;
    if (taker) {
      taker.resolve({ done: false, value: piece });
      return;
    }
    this.#ahead.push(piece);
    this.#aheadBytes += piece.length;
    if (this.#aheadBytes > aheadBytesMax) this.#controller.pause();
  }

  finish(): void {
    this.#isOver = true;
    this.#taker?.resolve(end);
    this.#taker = null;
  }

  fail(cause: unknown): void {
    this.#isOver = true;
    if (this.#taker) this.#taker.reject(cause);
    else this.#failure = { cause };
    this.#taker = null;
  }

  next(): Promise<IteratorResult<Buffer>> {
    const piece = this.#ahead.shift();
    if (piece) {
      this.#aheadBytes -= piece.length;
      if (this.#controller.paused && this.#aheadBytes < aheadBytesMax) this.#controller.resume();
      return Promise.resolve({ done: false, value: piece });
    }
    const failure = this.#failure;
    this.#failure = null;
    if (failure) return Promise.reject(failure.cause);
    if (this.#isOver) return Promise.resolve(end);
    return new Promise((resolve, reject) => {
      this.#taker = { resolve, reject };
    });
  }

  return(): Promise<IteratorResult<Buffer>> {
    this.#ahead.length = 0;
    this.#failure = null;
    if (!this.#isOver) this.#controller.abort(new errors.RequestAbortedError());
    return Promise.resolve(end);
  }

  [Symbol.asyncIterator](): this {
    return this;
  }
}

/** Name, value, name, value: the form that undici reads without looking each name up. */
const inPairs = (headers: LeanRequest['headers']): string[] => {
  const pairs: string[] = [];
  for (const [name, value] of Object.entries(headers)) pairs.push(name, value);
  return pairs;
};

/**
 * One exchange over `agent`. Resolves with the head of the reply; rejects, and so does its body, as undici's own `request`, with
 * the reason of `signal` when that is aborted.
 */
export const exchange = (agent: Agent, request: LeanRequest): Promise<LeanReply> =>
  new Promise((resolve, reject) => {
    const { origin, path, method, headers, body, signal, headersTimeout, bodyTimeout } = request;
    if (signal.aborted) return reject(signal.reason);
    let controller: Dispatcher.DispatchController | null = null;
    let pieces: Pieces | null = null;
    const abort = () => {
      controller?.abort(signal.reason);
      // Waits for a connection still: nobody else would tell.
      if (!controller) reject(signal.reason);
    };
    signal.addEventListener('abort', abort, { once: true });
    const leave = () => signal.removeEventListener('abort', abort);
    agent.dispatch(
      { origin, path, method, headers: inPairs(headers), body, headersTimeout, bodyTimeout },
      {
        onRequestStart: (given) => {
          controller = given;
          if (signal.aborted) given.abort(signal.reason);
        },
        onResponseStart: (given, status, headers) => {
          if (status < 200) return;
          pieces = new Pieces(given);
          resolve({ status, headers, body: pieces });
        },
        onResponseData: (_, piece) => pieces?.push(piece),
        onResponseEnd: () => {
          leave();
          pieces?.finish();
        },
        onResponseError: (_, cause) => {
          leave();
          if (pieces) pieces.fail(cause);
          else reject(cause);
        },
      },
    );
  });
