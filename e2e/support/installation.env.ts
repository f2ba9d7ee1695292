const at = (port: string): string => `http://127.0.0.1:${port}`;

/** Where the installation under test answers and keeps its data; `npm test` chooses both. */
export const installation = {
  webUrl: at(process.env.SWITCHYARD_PORT ?? '4300'),
  gatewayUrl: at(process.env.SWITCHYARD_GATEWAY_PORT ?? '4301'),
  simulatorUrl: at(process.env.SWITCHYARD_SIMULATOR_PORT ?? '4302'),
  dataDirectory: process.env.SWITCHYARD_DATA_DIR ?? 'test-results/.switchyard',
} as const;
