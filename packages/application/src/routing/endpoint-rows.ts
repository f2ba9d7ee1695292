import { mainEndpoint, noSupplyLimits, type SupplyLimits } from '@switchyard/domain';
import type { RoutableEndpoint } from '@switchyard/routing';

export interface LimitColumns {
  readonly calls_at_once: number | null;
  readonly calls_per_minute: number | null;
  readonly tokens_per_minute: number | null;
}

export const readLimits = (row: LimitColumns): SupplyLimits => ({
  callsAtOnce: row.calls_at_once,
  callsPerMinute: row.calls_per_minute,
  tokensPerMinute: row.tokens_per_minute === null ? null : Number(row.tokens_per_minute),
});

export interface EndpointRow extends LimitColumns {
  readonly id: string;
  readonly label: string;
  readonly base_url: string | null;
  readonly residency: string | null;
  readonly secret_id: string | null;
  readonly place: number;
  readonly weight: number;
  readonly is_enabled: boolean;
}

/** The endpoints of supplier `s`, the first by label first; null when it has none beside its own. */
export const endpointsSql = `(SELECT jsonb_agg(to_jsonb(e) ORDER BY e.label) FROM supplier_endpoint e WHERE e.supplier_id = s.id)`;

/** A key or region with what connecting needs beside what routing sees. Never the key itself. */
export interface RegisteredEndpoint extends RoutableEndpoint {
  /** Null for the supplier's own. */
  readonly id: string | null;
  readonly baseUrl: string | null;
  readonly secretId: string | null;
  readonly limits: SupplyLimits;
}

/** What of a supplier's own address and key its endpoints stand beside. */
interface OwnEndpoint {
  readonly baseUrl: string | null;
  readonly residency: string;
  readonly secretId: string | null;
  readonly hasKey: boolean;
}

/** The supplier's own endpoint first, then the others. A row `main` says how its own is used beside them. */
export const toEndpoints = (
  own: OwnEndpoint,
  rows: readonly EndpointRow[],
  isKeyless: (baseUrl: string | null) => boolean,
): RegisteredEndpoint[] => {
  const main = rows.find(({ label }) => label === mainEndpoint);
  const others = rows.filter(({ label }) => label !== mainEndpoint);
  return [
    {
      ...own,
      id: main?.id ?? null,
      label: mainEndpoint,
      place: main?.place ?? 1,
      weight: main?.weight ?? 1,
      isEnabled: main?.is_enabled ?? true,
      limits: main ? readLimits(main) : noSupplyLimits,
    },
    ...others.map((row) => ({
      id: row.id,
      label: row.label,
      place: row.place,
      weight: row.weight,
      isEnabled: row.is_enabled,
      limits: readLimits(row),
      baseUrl: row.base_url ?? own.baseUrl,
      residency: row.residency ?? own.residency,
      secretId: row.secret_id,
      hasKey: row.secret_id !== null || isKeyless(row.base_url ?? own.baseUrl),
    })),
  ];
};
