import { createHash } from 'node:crypto';
import { contentDigest } from '@switchyard/approvals';
import type { JsonValue, OrganisationId } from '@switchyard/domain';

/**
 * The same number for the same input to the same work of one organisation, and only there: 64 bits of SHA-256. Enough to
 * find repetitions; nothing is ever answered from it.
 */
export const hashInput = (organisationId: OrganisationId, work: string, input: JsonValue): bigint =>
  createHash('sha256')
    .update(`${organisationId}\n${work}\n${contentDigest(input)}`)
    .digest()
    .readBigInt64BE();
