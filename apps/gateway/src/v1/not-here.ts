import { DomainError } from '@switchyard/domain';

const notKept =
  'Bodies and answers are not stored here, so there is none to read, change or delete. Each call has a receipt';
const receipts = `${notKept}: GET /api/v1/receipts/{id}, named in x-switchyard-receipt.`;
const oneByOne =
  'Calls go one by one here, so that each is held in its budgets. Send them at once instead of as a batch.';
const inTheCall = 'Nothing is stored for later calls here: send what is needed with the call.';
const onlyThese = 'This kind of model is not offered here.';

/** What the labs' clients also know, and why it is not here. The first that fits. */
const reasons: readonly (readonly [RegExp, string])[] = [
  [/^\/v1\/(messages\/batches|batches)\b/, oneByOne],
  [/^\/v1\/(responses|chat\/completions)\/./, receipts],
  [/^\/v1\/(completions|complete)$/, 'The old completions are not offered: use /v1/chat/completions.'],
  [/^\/v1\/(files|uploads|vector_stores|conversations|assistants|threads|containers|skills|prompts)\b/, inTheCall],
  [/^\/v1\/(audio|images|videos|moderations|realtime|fine_tuning|evals)\b/, onlyThese],
];

/** For an address of `/v1` that is none, or is asked in another way. `paths`: those that there are, with how they are asked. */
export const notHere = (path: string, method: string, paths: Readonly<Record<string, 'GET' | 'POST'>>): DomainError => {
  const known = Object.hasOwn(paths, path) ? paths[path] : undefined;
  if (known !== undefined && known !== method) return new DomainError('not_found', `Ask ${path} with ${known}.`);
  const why = reasons.find(([pattern]) => pattern.test(path))?.[1] ?? 'There is nothing at this address.';
  return new DomainError('not_found', `${why} Under /v1: ${Object.keys(paths).join(', ')}.`);
};
