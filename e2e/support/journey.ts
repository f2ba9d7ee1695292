import { type BrowserContext, type BrowserContextOptions, expect, type Page, test as plain } from '@playwright/test';
import { tell } from './api.ts';
import { type Person, sessionFile } from './people.ts';
import { signIn } from './sign-in.ts';
import { unique } from './unique.ts';

export interface Newcomer {
  readonly userId: string;
  readonly name: string;
  readonly email: string;
  readonly password: string;
  /** A page on which they are signed in. */
  readonly page: Page;
}

interface Journey {
  /** A page of a browser of its own, signed in as a person of the demo. */
  readonly as: (person: Person, options?: BrowserContextOptions) => Promise<Page>;
  /** Somebody whose inbox, sessions and password no other test touches. */
  readonly newcomer: (role: string, options?: BrowserContextOptions) => Promise<Newcomer>;
}

interface Browsing {
  readonly open: (options?: BrowserContextOptions) => Promise<Page>;
}

/** A refused request is shown by the browser as an error too; journeys provoke some on purpose. */
const isRefusal = (text: string): boolean => text.startsWith('Failed to load resource');

export const test = plain.extend<Browsing & Journey>({
  open: async ({ browser }, use) => {
    const contexts: BrowserContext[] = [];
    const errors: string[] = [];
    await use(async (options = {}) => {
      const context = await browser.newContext(options);
      contexts.push(context);
      context.on('weberror', (error) => errors.push(error.error().message));
      context.on('console', (message) => {
        if (message.type() === 'error' && !isRefusal(message.text())) errors.push(message.text());
      });
      return context.newPage();
    });
    for (const context of contexts) await context.close();
    expect(errors, 'errors in the console').toEqual([]);
  },
  as: async ({ open }, use) => {
    await use((person, options = {}) => open({ storageState: sessionFile(person), ...options }));
  },
  newcomer: async ({ as, open }, use) => {
    await use(async (role, options = {}) => {
      const owner = await as('owner');
      const name = unique('Nadia');
      const email = `${name.replace(' ', '.').toLowerCase()}@demo.local`;
      const { userId, password } = await tell(owner.request, 'people.invite', { name, email, roles: [role] });
      const page = await open(options);
      await signIn(page, email, password);
      return { userId, name, email, password, page };
    });
  },
});

export { expect };
