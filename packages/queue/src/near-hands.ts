import { randomUUID } from 'node:crypto';
import { mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { connect, createServer, type Socket } from 'node:net';
import { join } from 'node:path';

/*
 * Between processes of one machine a step can be handed over instead of being rung for: a worker lends each process that connects
 * some of its hands, and whoever has one may write a step under that worker's lease and then send it what there is to do. What gets
 * lost on the way is found by its lease. Only the owner of the folder can connect, because what comes is believed.
 */

const suffix = '.hands';
const readEveryMs = 1000;
/** Of a socket's path, on all systems we know. */
const pathBytesMax = 100;
/** How long a worker that stops waits for what is on its way to it. */
const lastWordsMs = 1000;

/** A free hand of a worker, to be used once: by one of the two. */
interface Hand {
  /** Under which name the worker holds steps. */
  readonly owner: string;
  /** Sends what there is to do, as one line of text. */
  give(parcel: string): void;
  putBack(): void;
}

export interface NearHands {
  /** A free hand of a worker of this machine; null when there is none. */
  take(): Hand | null;
  close(): void;
}

interface Lender {
  readonly socket: Socket;
  owner: string;
  free: number;
  taken: number;
  isLeaving: boolean;
}

const listSockets = (directory: string): string[] => {
  try {
    return readdirSync(directory).flatMap((name) => (name.endsWith(suffix) ? [join(directory, name)] : []));
  } catch {
    // The folder is not there: no worker has come yet.
    return [];
  }
};

/** Calls `onLine` for each line that arrives. */
const readLines = (socket: Socket, onLine: (line: string) => void): void => {
  let rest = '';
  socket.setEncoding('utf8').on('data', (chunk: string) => {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) onLine(line);
  });
};

/** What is written in one turn of the event loop leaves together: runs that start together have one worker to tell. */
const writeThisTurn = (socket: Socket, text: string): void => {
  if (socket.writableCorked === 0) {
    socket.cork();
    process.nextTick(() => socket.uncork());
  }
  socket.write(text);
};

const endWhenIdle = ({ socket, isLeaving, taken }: Lender): void => {
  if (isLeaving && taken === 0) socket.end();
};

/** The side that has steps. @param directory where workers say that they are there */
export const openNearHands = (directory: string): NearHands => {
  const lenders = new Map<string, Lender>();
  let readAtMs = Number.NEGATIVE_INFINITY;
  const meet = (path: string): void => {
    const socket = connect({ path, allowHalfOpen: true }).unref();
    const lender: Lender = { socket, owner: '', free: 0, taken: 0, isLeaving: false };
    lenders.set(path, lender);
    // First its name, then how many hands it lends or has free again.
    readLines(socket, (line) => {
      if (lender.owner === '') lender.owner = line;
      else lender.free += Number(line);
    });
    socket.on('end', () => {
      lender.isLeaving = true;
      endWhenIdle(lender);
    });
    socket.on('error', ({ code }: NodeJS.ErrnoException) => {
      // Left by one that was killed.
      if (code === 'ECONNREFUSED') rmSync(path, { force: true });
    });
    socket.on('close', () => {
      lender.isLeaving = true;
      lenders.delete(path);
    });
  };
  const look = (): void => {
    if (performance.now() - readAtMs <= readEveryMs) return;
    readAtMs = performance.now();
    for (const path of listSockets(directory)) if (!lenders.has(path)) meet(path);
  };
  const freest = (): Lender | undefined => {
    let best: Lender | undefined;
    for (const lender of lenders.values()) {
      if (!lender.isLeaving && lender.free > (best?.free ?? 0)) best = lender;
    }
    return best;
  };
  return {
    take: () => {
      look();
      const lender = freest();
      if (!lender) return null;
      lender.free -= 1;
      lender.taken += 1;
      const use = (): void => {
        lender.taken -= 1;
        endWhenIdle(lender);
      };
      return {
        owner: lender.owner,
        give: (parcel) => {
          writeThisTurn(lender.socket, `${parcel}\n`);
          use();
        },
        putBack: () => {
          lender.free += 1;
          use();
        },
      };
    },
    close: () => {
      for (const { socket } of lenders.values()) socket.destroy();
    },
  };
};

interface LendOptions {
  readonly directory: string;
  /** The name under which this worker holds steps. */
  readonly owner: string;
  /** Hands lent to each process. */
  readonly count: number;
  /** Does what came and resolves when its hand is free again. */
  readonly onParcel: (parcel: string) => Promise<unknown>;
  readonly onError: (error: unknown) => void;
}

export interface LentHands {
  /** Lends nothing more, and resolves when what was on its way has come. */
  close(): Promise<void>;
}

/** Whether nobody else can put a socket there, or connect to one. */
const isPrivate = (directory: string): boolean => (statSync(directory).mode & 0o077) === 0;

/** Tells in few words how many hands are free again: not each by itself. */
const countBack = (socket: Socket, count: number) => {
  const worthSaying = Math.ceil(count / 8);
  let free = 0;
  return (): void => {
    free += 1;
    if (free < worthSaying || !socket.writable) return;
    socket.write(`${free}\n`);
    free = 0;
  };
};

/** The side of the worker: says in `directory` that it is there. Does nothing where others could write into that folder. */
export const lendHands = ({ directory, owner, count, onParcel, onError }: LendOptions): LentHands => {
  const sockets = new Set<Socket>();
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    sockets.add(socket);
    const giveBack = countBack(socket, count);
    readLines(socket, (parcel) => void onParcel(parcel).finally(giveBack));
    socket.on('end', () => socket.end());
    // One that breaks was somebody's end; what they had not sent is found by its lease.
    socket.on('error', () => undefined);
    socket.on('close', () => sockets.delete(socket));
    socket.write(`${owner}\n${count}\n`);
  });
  server.on('error', onError);
  try {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    const path = join(directory, `${randomUUID().slice(0, 8)}${suffix}`);
    if (count > 0 && isPrivate(directory) && Buffer.byteLength(path) <= pathBytesMax) server.listen(path).unref();
  } catch (error) {
    onError(error);
  }
  return {
    close: async () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      for (const socket of sockets) socket.end();
      const impatience = setTimeout(() => {
        for (const socket of sockets) socket.destroy();
      }, lastWordsMs);
      await closed;
      clearTimeout(impatience);
    },
  };
};
