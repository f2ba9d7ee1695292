import type { GuardedRequest, ScriptRunner } from '@switchyard/connectors';
import type { Database } from '@switchyard/db';
import type { OrganisationId, RunId } from '@switchyard/domain';
import type { Logger, Telemetry } from '@switchyard/observability';
import type { Payloads } from './payloads/payloads.ts';
import type { SecretBox } from './secrets/secret-box.ts';

/** Tells workers that steps are due. A lost ring costs a moment, never work: workers also look into Postgres by themselves. */
export interface Bell {
  ring(): Promise<void>;
}

/** A free hand of a worker of this machine, lent to this process: either is called once. */
export interface Hand {
  /** Under which name that worker holds steps. */
  readonly owner: string;
  /** Sends a step that has been written under that name. */
  give(parcel: string): void;
  putBack(): void;
}

/** Workers that take steps from this process without having to claim them. What is lost on the way is found by its lease. */
export interface Hands {
  /** Null when no worker has a hand free, or none is near. */
  take(): Hand | null;
}

/** Something that may be done as soon as a transaction has committed; a sweep does it later where this is lost. */
export type FollowUp =
  | {
      readonly kind: 'messages';
      readonly organisationId: OrganisationId;
      readonly messageId?: string;
      readonly name?: string;
      readonly key?: string;
    }
  | { readonly kind: 'turns'; readonly organisationId: OrganisationId }
  | { readonly kind: 'orphans'; readonly stepIds: readonly string[] }
  /** Runs that this one waits for are paused and resumed with it. */
  | { readonly kind: 'pauses'; readonly runId: RunId };

/** What every use case gets: the outside world, as few ports as possible. Built once per process by `createApp`. */
export interface App {
  readonly db: Database;
  readonly bell: Bell;
  /** Null where processes do not share a machine. */
  readonly hands: Hands | null;
  /** Begins and does not wait. */
  readonly followUp: (request: FollowUp) => void;
  readonly secrets: SecretBox;
  /** Where values over 64 kB go; null keeps them in their rows. */
  readonly payloads: Payloads | null;
  readonly log: Logger;
  /** Traces and metrics of model calls; records nothing unless there is somewhere to send them. */
  readonly telemetry: Telemetry;
  readonly now: () => Date;
  /** Outbound HTTP: refuses private addresses unless listed. */
  readonly outbound: OutboundPorts;
  /** Runs code of users, in processes of their own. */
  readonly scripts: ScriptRunner;
  readonly settings: AppSettings;
}

export interface OutboundPorts {
  readonly fetch: typeof fetch;
  /** The same guard without redirects, for calls of models by the thousand. */
  readonly request: GuardedRequest;
  /** `host:port` entries that may be private; for connections that are not HTTP. */
  readonly allowedHosts: readonly string[];
}

export interface AppSettings {
  /** Where people reach the UI, without a trailing slash. */
  readonly webUrl: string;
  /** Where machines reach the API, without a trailing slash. */
  readonly gatewayUrl: string;
  /** Origin of the lab simulator, when this installation runs one. */
  readonly simulatorUrl: string | null;
  /** Folder for published audit checkpoints, outside the database; null publishes nowhere. */
  readonly checkpointDirectory: string | null;
  /** Ed25519 signing key of the audit log (C2SP signed-note skey text); null leaves checkpoints unsigned and unwritten. */
  readonly auditSigningKey: string | null;
  /** How long a claim of a step lasts without a heartbeat. */
  readonly leaseMs: number;
}
