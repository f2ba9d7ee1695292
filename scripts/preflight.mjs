// What would otherwise fail only after minutes of installing and building.
import { accessSync, constants } from 'node:fs';
import { createServer } from 'node:net';
import { root } from './workspace.mjs';

const oldestNode = 20;

const assertNode = () => {
  if (Number(process.versions.node.split('.')[0]) >= oldestNode) return;
  throw new Error(
    `This is Node ${process.versions.node}; Switchyard needs ${oldestNode} or newer to bootstrap. Install one from https://nodejs.org.`,
  );
};

const assertWritable = () => {
  try {
    accessSync(root, constants.W_OK);
  } catch {
    throw new Error(
      `The folder ${root} cannot be written to, but dependencies and the build go there. Copy the checkout to a folder of yours, or make this one writable.`,
    );
  }
};

const isFree = (port, host) =>
  new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, host, () => server.close(() => resolve(true)));
  });

const assertPorts = async () => {
  const host = process.env.SWITCHYARD_HOST || '127.0.0.1';
  const wanted = { SWITCHYARD_PORT: 3000, SWITCHYARD_GATEWAY_PORT: 3001, SWITCHYARD_SIMULATOR_PORT: 3002 };
  for (const [variable, usual] of Object.entries(wanted)) {
    const port = Number(process.env[variable] || usual);
    if (!(await isFree(port, host))) {
      throw new Error(
        `Port ${port} is in use by another program, perhaps a Switchyard that still runs. Free it, or start with another: ${variable}=${port + 100} npm start`,
      );
    }
  }
};

/** Throws an error that says what to do. */
export const preflight = async () => {
  assertNode();
  assertWritable();
  await assertPorts();
};
