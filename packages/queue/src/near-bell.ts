import { createSocket } from 'node:dgram';
import { mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/*
 * Between processes of one installation on one machine a ring is an empty datagram on the loopback address: no commit, no
 * round trip, nothing to keep. A worker says in a file of a common folder at which port it listens. Datagrams may get lost and
 * anybody on the machine may send one; both cost a look, never a step.
 */

const host = '127.0.0.1';
const suffix = '.port';
/** A worker says so often that it is still there; one that has not for twice as long is taken for gone. */
const saidEveryMs = 15_000;
const goneAfterMs = 2 * saidEveryMs;
const readEveryMs = 1000;

export interface NearBell {
  /** Tells the workers of this machine. False: there is none that is known. */
  ring(): boolean;
  close(): void;
}

const portOf = (name: string): number | null => {
  const port = name.endsWith(suffix) ? Number(name.slice(0, -suffix.length)) : 0;
  return Number.isInteger(port) && port > 0 && port < 65_536 ? port : null;
};

const readPorts = (directory: string): number[] => {
  try {
    return readdirSync(directory).flatMap((name) => {
      const port = portOf(name);
      const isThere = port !== null && Date.now() - statSync(join(directory, name)).mtimeMs < goneAfterMs;
      return isThere ? [port] : [];
    });
  } catch {
    // The folder, or a file of it, is not there: nobody has come yet, or somebody has just gone.
    return [];
  }
};

/** The sending side. @param directory where workers say that they are there */
export const openNearBell = (directory: string): NearBell => {
  const socket = createSocket('udp4').unref();
  // A port that nobody listens at any more may answer with an error.
  socket.on('error', () => undefined);
  let ports: readonly number[] = [];
  let readAtMs = Number.NEGATIVE_INFINITY;
  let isClosed = false;
  return {
    ring: () => {
      if (isClosed) return false;
      if (performance.now() - readAtMs > readEveryMs) {
        ports = readPorts(directory);
        readAtMs = performance.now();
      }
      for (const port of ports) socket.send('', port, host, () => undefined);
      return ports.length > 0;
    },
    close: () => {
      isClosed = true;
      socket.close();
    },
  };
};

/** The hearing side: says in `directory` that it is there, until it is closed. */
export const hearNearBell = (
  directory: string,
  onRing: () => void,
  onError: (error: unknown) => void,
): { close(): void } => {
  const socket = createSocket('udp4').unref();
  let file: string | null = null;
  const say = (): void => {
    try {
      if (file) writeFileSync(file, '');
    } catch (error) {
      onError(error);
    }
  };
  socket.on('error', onError).on('message', () => onRing());
  socket.bind(0, host, () => {
    try {
      mkdirSync(directory, { recursive: true, mode: 0o700 });
      file = join(directory, `${socket.address().port}${suffix}`);
    } catch (error) {
      onError(error);
    }
    say();
  });
  const saying = setInterval(say, saidEveryMs).unref();
  return {
    close: () => {
      clearInterval(saying);
      if (file) rmSync(file, { force: true });
      file = null;
      socket.close();
    },
  };
};
