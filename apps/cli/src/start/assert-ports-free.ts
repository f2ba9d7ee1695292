import { isPortFree } from '@switchyard/db/embedded';
import { DomainError } from '@switchyard/domain/error';

export interface PortUse {
  readonly port: number;
  readonly host: string;
  readonly what: string;
  /** The environment variable that moves it. */
  readonly variable: string;
}

const suggestion = ({ port, variable }: PortUse): string => `${variable}=${port + 100}`;

/** Throws `conflict` naming every port that is taken and the variable that changes it. */
export const assertPortsFree = async (uses: readonly PortUse[]): Promise<void> => {
  const free = await Promise.all(uses.map(({ port, host }) => isPortFree(port, host)));
  const taken = uses.filter((_, index) => !free[index]);
  if (taken.length === 0) return;
  const lines = taken.map(
    (use) => `Port ${use.port} (${use.what}) is in use by another program. Free it, or set ${use.variable}.`,
  );
  throw new DomainError(
    'conflict',
    `${lines.join('\n  ')}\n  For example: ${taken.map(suggestion).join(' ')} npm start`,
  );
};
