import { join } from 'node:path';
import { installation } from './installation.env.ts';

/** The people of the demo organisation, as the start block names them. */
export const people = {
  owner: 'olivia@demo.local',
  admin: 'adam@demo.local',
  processOwner: 'petra@demo.local',
  approver: 'ben@demo.local',
  secondApprover: 'carla@demo.local',
  operator: 'omar@demo.local',
  auditor: 'ursula@demo.local',
} as const;

export type Person = keyof typeof people;

export const demoPassword = 'switchyard-demo';

/** Where the session of a person is kept once they have signed in through the form: with the installation it is for. */
export const sessionFile = (person: Person): string =>
  join(installation.dataDirectory, 'journey-sessions', `${person}.json`);
