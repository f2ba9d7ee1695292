import { spawnSync } from 'node:child_process';

/** PostgreSQL refuses to run as root, so root lends it this account. */
export interface ServerAccount {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
}

const run = (command: string, args: readonly string[]) =>
  spawnSync(command, args, { encoding: 'utf8', timeout: 10_000 });

const idOf = (flag: '-u' | '-g', name: string): number | null => {
  const { status, stdout } = run('id', [flag, name]);
  return status === 0 ? Number(stdout.trim()) : null;
};

const findAccount = (name: string): ServerAccount | null => {
  const uid = idOf('-u', name);
  const gid = idOf('-g', name);
  return uid === null || gid === null || uid === 0 ? null : { name, uid, gid };
};

const ownName = 'switchyard-pg';

const createAccount = (): ServerAccount | null => {
  run('useradd', [
    '--system',
    '--user-group',
    '--no-create-home',
    '--home-dir',
    '/nonexistent',
    '--shell',
    '/usr/sbin/nologin',
    ownName,
  ]);
  return findAccount(ownName);
};

/**
 * The account the server runs under, or null when that is simply ours. As root: an existing `postgres`, else an account of
 * our own, which is created; where none can be created, `nobody`.
 */
export const findServerAccount = (): ServerAccount | null => {
  if (process.getuid?.() !== 0) return null;
  return findAccount('postgres') ?? findAccount(ownName) ?? createAccount() ?? findAccount('nobody');
};

/** True when the account can do what `test` with the flag says, tried for real rather than computed from mode bits. */
export const canAccess = (account: ServerAccount | null, flag: '-x' | '-w' | '-r', path: string): boolean =>
  spawnSync('/bin/sh', ['-c', 'test "$1" "$2"', 'sh', flag, path], {
    cwd: '/',
    ...(account ? { uid: account.uid, gid: account.gid } : {}),
  }).status === 0;
