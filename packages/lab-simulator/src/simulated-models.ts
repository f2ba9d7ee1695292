/** One scripted model: how often it errs, how long it takes, what it would cost. All numbers are made up, and said so. */
export interface SimulatedModel {
  readonly key: string;
  readonly name: string;
  readonly wire: 'openai' | 'anthropic';
  readonly contextTokens: number;
  /** Share of fields answered wrongly, by what the field asks for. */
  readonly errorRates: {
    readonly company: number;
    readonly date: number;
    readonly address: number;
    readonly total: number;
    readonly label: number;
    readonly other: number;
  };
  readonly latencyMs: number;
  readonly latencyMsPerOutputToken: number;
  readonly inputMicroUsdPerMTok: number;
  readonly outputMicroUsdPerMTok: number;
}

export const simulatedPriceVersion = 'lab-simulator-2026-11';

const model = (
  key: string,
  name: string,
  wire: SimulatedModel['wire'],
  [company, date, address, total, label, other]: readonly [number, number, number, number, number, number],
  [latencyMs, latencyMsPerOutputToken]: readonly [number, number],
  [inputUsd, outputUsd]: readonly [number, number],
): SimulatedModel => ({
  key,
  name,
  wire,
  contextTokens: 200_000,
  errorRates: { company, date, address, total, label, other },
  latencyMs,
  latencyMsPerOutputToken,
  inputMicroUsdPerMTok: inputUsd * 1_000_000,
  outputMicroUsdPerMTok: outputUsd * 1_000_000,
});

export const simulatedModels: readonly SimulatedModel[] = [
  model('sim-small', 'Simulated small', 'openai', [0.06, 0.04, 0.1, 0.05, 0.12, 0.08], [60, 0.3], [0.1, 0.4]),
  model('sim-medium', 'Simulated medium', 'openai', [0.03, 0.02, 0.05, 0.025, 0.06, 0.04], [120, 0.6], [0.5, 2]),
  model('sim-large', 'Simulated large', 'openai', [0.01, 0.01, 0.02, 0.01, 0.03, 0.02], [250, 1], [2.5, 10]),
  model(
    'sim-claude-small',
    'Simulated Claude, small',
    'anthropic',
    [0.04, 0.03, 0.06, 0.03, 0.07, 0.05],
    [90, 0.4],
    [1, 5],
  ),
  model(
    'sim-claude-large',
    'Simulated Claude, large',
    'anthropic',
    [0.008, 0.008, 0.015, 0.008, 0.025, 0.015],
    [300, 1.2],
    [3, 15],
  ),
];

export const embeddingModelKey = 'sim-embedding';

export const findSimulatedModel = (key: string): SimulatedModel | undefined =>
  simulatedModels.find((each) => each.key === key);
