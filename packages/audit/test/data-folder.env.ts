import { resolve } from 'node:path';

/** Real data beside the checkout, or where SWITCHYARD_DATA says. */
export const dataFolder = (repository: string): string =>
  process.env.SWITCHYARD_DATA ?? resolve(repository, '../shared/data');
