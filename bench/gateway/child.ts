import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

export interface Child {
  readonly port: number;
  stop(): void;
}

/** Starts a program of this folder that prints the port it listens on. */
export const startChild = (name: string, ...args: readonly string[]): Promise<Child> => {
  const file = fileURLToPath(new URL(`./${name}.ts`, import.meta.url));
  const child: ChildProcess = spawn(process.execPath, [file, ...args], { stdio: ['pipe', 'pipe', 'inherit'] });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`${name} ended with ${code}`)));
    child.stdout?.once('data', (line: Buffer) => {
      resolve({ port: Number(line.toString()), stop: () => void child.kill() });
    });
  });
};
