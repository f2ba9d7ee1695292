import type { OrganisationId, UserActor } from '@switchyard/domain';
import { startLabSimulator } from '@switchyard/lab-simulator';
import { afterAll, beforeAll } from 'vitest';
import type { App } from '../src/app.ts';
import { seedDemo } from '../src/demo/seed-demo.ts';
import { findDemoActor } from '../src/demo/seed-people.ts';
import { createTestApp } from './create-test-app.ts';
import { drain } from './drain.ts';

// Bindings that live on: every test of the file looks at the same demo.
export let app: App;
export let organisationId: OrganisationId;
export let olivia: UserActor;

/** The demo with its laboratory simulated, after all its runs have gone as far as they go by themselves. */
export const openDemoLab = (): void => {
  let close: () => Promise<void>;
  beforeAll(async () => {
    const simulator = await startLabSimulator({ port: 0, latencyScale: 0 });
    const fixture = await createTestApp({ poolSize: 20, allowedHosts: [new URL(simulator.url).host] });
    close = async () => {
      await fixture.close();
      await simulator.close();
    };
    app = { ...fixture.app, settings: { ...fixture.app.settings, simulatorUrl: simulator.url } };
    organisationId = await seedDemo(app);
    await drain(app, organisationId);
    olivia = { ...(await findDemoActor(app, organisationId, 'olivia@demo.local')), roles: ['owner'] };
  });
  afterAll(() => close());
};
