// How long the server takes for each main page and query with a company's history in the tables, and how much JavaScript a first
// visit loads. Aim: p95 at most 200 ms with 10,000 runs, 2,000 open approvals and 200,000 audit events; 200 kB outside the builder.
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { loadavg } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { openInstallation } from './installation/open-installation.ts';
import { keepInFlight } from './measure/in-flight.ts';
import { percentile, round } from './measure/percentile.ts';
import { fillDatabase } from './pages/fill-database.ts';
import { listTargets, type Target } from './pages/list-targets.ts';
import { signIn } from './pages/sign-in.ts';
import { weighScripts } from './pages/weigh-scripts.ts';

const aim = { p95Ms: 200, scriptKb: 200 };
const { values } = parseArgs({
  args: process.argv.slice(3),
  options: {
    requests: { type: 'string', default: '50' },
    runs: { type: 'string', default: '10000' },
    approvals: { type: 'string', default: '2000' },
    events: { type: 'string', default: '200000' },
    /** Leave everything running afterwards, to look at what was slow. */
    keep: { type: 'boolean', default: false },
  },
});

interface Measured {
  readonly name: string;
  readonly status: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly scriptKb: number | null;
  readonly misses: readonly string[];
}

const root = fileURLToPath(new URL('..', import.meta.url));
if (!existsSync(`${root}apps/web/.next/BUILD_ID`)) {
  execFileSync(process.execPath, [`${root}scripts/build-web.mjs`], { cwd: root, stdio: ['ignore', 2, 2] });
}

const missesOf = (target: Target, status: number, p95Ms: number, scriptKb: number | null): string[] => [
  ...(status === 200 ? [] : [`answers ${status}`]),
  ...(p95Ms > aim.p95Ms ? [`${round(p95Ms)} ms`] : []),
  ...(scriptKb !== null && scriptKb > aim.scriptKb && !target.isHeavy ? [`${round(scriptKb)} kB`] : []),
];

const measure = async (webUrl: string, cookie: string, target: Target, requests: number): Promise<Measured> => {
  const load = async () => {
    const response = await fetch(`${webUrl}${target.path}`, { headers: { cookie }, redirect: 'manual' });
    return { status: response.status, body: await response.text() };
  };
  const { status, body } = await load();
  await keepInFlight(3, 1, async () => void (await load()));
  const { latenciesMs } = await keepInFlight(requests, 1, async () => void (await load()));
  const [p50Ms, p95Ms] = [percentile(latenciesMs, 50), percentile(latenciesMs, 95)];
  const scriptKb = target.path.startsWith('/api/') || status !== 200 ? null : await weighScripts(webUrl, body);
  return {
    name: target.name,
    status,
    p50Ms: round(p50Ms),
    p95Ms: round(p95Ms),
    scriptKb: scriptKb === null ? null : round(scriptKb),
    misses: missesOf(target, status, p95Ms, scriptKb),
  };
};

const line = ({ name, p50Ms, p95Ms, scriptKb, misses }: Measured): string =>
  `${name.padEnd(64)} ${p50Ms.toFixed(1).padStart(7)} ${p95Ms.toFixed(1).padStart(7)} ${(scriptKb?.toFixed(1) ?? '').padStart(7)}  ${misses.join(', ')}`;

const installation = await openInstallation({ services: ['simulator', 'worker', 'web'] });
try {
  const volume = {
    runs: Number(values.runs),
    openApprovals: Number(values.approvals),
    auditEvents: Number(values.events),
  };
  console.error(`  filling: ${Object.values(volume).join(', ')} runs, open approvals, audit events …`);
  await fillDatabase(installation, volume);
  const cookies = new Map<string, string>();
  const measured: Measured[] = [];
  console.log(`${''.padEnd(64)}  p50 ms  p95 ms   JS kB  misses`);
  for (const target of await listTargets(installation)) {
    const cookie = cookies.get(target.as) ?? (await signIn(installation.webUrl, target.as));
    cookies.set(target.as, cookie);
    const row = await measure(installation.webUrl, cookie, target, Number(values.requests));
    console.log(line(row));
    measured.push(row);
  }
  const missing = measured.filter(({ misses }) => misses.length > 0);
  console.log(
    missing.length === 0
      ? 'Every page and query keeps its aim.'
      : `Misses its aim: ${missing.map(({ name }) => name).join('; ')}.`,
  );
  if (values.keep) {
    console.error(`  ${installation.webUrl} and ${installation.databaseUrl} stay until Ctrl-C.`);
    await new Promise((resolve) => process.once('SIGINT', resolve));
  }
  console.log(JSON.stringify({ bench: 'pages', ...volume, load: round(loadavg()[0] ?? 0), pages: measured }));
} finally {
  await installation.close();
}
