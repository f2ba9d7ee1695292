import type { OrganisationId } from '@switchyard/domain';
import type { ResolvedStage } from './resolve-stages.ts';

/** Whom the stages of a gate asked when they were last looked up. */
export interface KnownStages {
  /** The organisation's mark when its people were read; it changes with every change of people, groups and members. */
  readonly mark: string;
  readonly stages: readonly ResolvedStage[];
}

const organisationsMax = 200;
const gatesMax = 200;

/** Organisation → gate → stages, in this process. A memory, never an authority: the database confirms the mark of what was used. */
const organisations = new Map<OrganisationId, Map<string, KnownStages>>();

const makeRoom = (entries: Map<string, unknown>, entriesMax: number): void => {
  const oldest = entries.keys().next().value;
  if (entries.size >= entriesMax && oldest !== undefined) entries.delete(oldest);
};

/** The rules of a node of a version never change. */
export const gateOf = (versionId: string, nodeId: string): string => `${versionId}/${nodeId}`;

/** `gate`: see `gateOf`. */
export const findKnownStages = (organisationId: OrganisationId, gate: string): KnownStages | undefined =>
  organisations.get(organisationId)?.get(gate);

export const rememberStages = (organisationId: OrganisationId, gate: string, known: KnownStages): void => {
  let gates = organisations.get(organisationId);
  if (!gates) {
    makeRoom(organisations, organisationsMax);
    gates = new Map();
    organisations.set(organisationId, gates);
  }
  gates.delete(gate);
  makeRoom(gates, gatesMax);
  gates.set(gate, known);
};

/** People have changed: whoever needs to know who is asked looks again. */
export const forgetStages = (organisationId: OrganisationId): void => {
  organisations.delete(organisationId);
};
