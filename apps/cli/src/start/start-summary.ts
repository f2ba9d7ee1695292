export interface DemoAccount {
  readonly role: string;
  readonly email: string;
  readonly password: string;
}

export interface StartSummary {
  readonly webUrl: string;
  readonly gatewayUrl: string;
  readonly simulatorUrl: string;
  readonly accounts: readonly DemoAccount[];
  readonly directory: string;
  readonly database: string;
  readonly queue: string;
}

const widest = (values: readonly string[]): number => Math.max(0, ...values.map((value) => value.length));

const accountLines = (accounts: readonly DemoAccount[]): string[] => {
  const roleWidth = widest(accounts.map(({ role }) => role));
  const emailWidth = widest(accounts.map(({ email }) => email));
  return accounts.map(
    ({ role, email, password }) => `${role.padEnd(roleWidth)}  ${email.padEnd(emailWidth)}  ${password}`,
  );
};

const entry = (label: string, lines: readonly string[]): string[] =>
  lines.map((line, index) => `  ${(index === 0 ? label : '').padEnd(9)}${line}`);

/** The one block that says all there is to know after a start. */
export const formatStartSummary = (summary: StartSummary): string => {
  const accounts = accountLines(summary.accounts);
  return [
    '',
    '  Switchyard is running.',
    '',
    ...entry('Open', [summary.webUrl]),
    ...entry('API', [`${summary.gatewayUrl}/api/v1`]),
    ...(accounts.length > 0
      ? ['', ...entry('Sign in', accounts)]
      : entry('Sign in', ['open the address above; the first visitor creates the owner'])),
    '',
    ...entry('Data', [summary.directory, `${summary.database}, ${summary.queue}`]),
    ...entry('AI', [`simulated at ${summary.simulatorUrl} until a supplier has a key`]),
    ...entry('Logs', [`${summary.directory}/logs`]),
    ...entry('Stop', ['Ctrl-C']),
    '',
  ].join('\n');
};
