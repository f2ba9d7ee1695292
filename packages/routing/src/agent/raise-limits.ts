import type { AgentLimits, RaisedLimits } from '@switchyard/domain';

/** The limits with those raised that are given: the higher counts, and where nothing limits cost nothing will. */
export const withRaised = (limits: AgentLimits, raised: RaisedLimits | null): AgentLimits => {
  const { turnsMax, callsMax, timeMsMax, costMicroUsdMax } = limits;
  return {
    turnsMax: Math.max(turnsMax, raised?.turnsMax ?? 0),
    callsMax: Math.max(callsMax, raised?.callsMax ?? 0),
    timeMsMax: Math.max(timeMsMax, raised?.timeMsMax ?? 0),
    ...(costMicroUsdMax === undefined
      ? {}
      : { costMicroUsdMax: Math.max(costMicroUsdMax, raised?.costMicroUsdMax ?? 0) }),
  };
};

export type LimitName = keyof AgentLimits;
export const limitNames = ['turnsMax', 'callsMax', 'costMicroUsdMax', 'timeMsMax'] as const satisfies LimitName[];

/** Those of the given limits that would not be above what holds now, with what holds (null: nothing limits it). */
export const notRaised = (
  limits: AgentLimits,
  raised: RaisedLimits,
): { readonly name: LimitName; readonly now: number | null }[] =>
  limitNames.flatMap((name) => {
    const [asked, now] = [raised[name], limits[name] ?? null];
    return asked === undefined || (now !== null && asked > now) ? [] : [{ name, now }];
  });
