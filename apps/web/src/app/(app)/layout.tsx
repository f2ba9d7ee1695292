import { listPermissions } from '@switchyard/access';
import { getOrganisation } from '@switchyard/application';
import { cookies } from 'next/headers';
import type { ReactNode } from 'react';
import { getApp } from '../../server/get-app.ts';
import { requireActor } from '../../server/require-actor.ts';
import { parseIsRailNarrow, parseTheme, railCookie, themeCookie } from '../../shell/preference.ts';
import { SignedInShell } from '../../shell/signed-in-shell.tsx';
import { ApiProvider } from '../../trpc/client.tsx';

/** Everything behind the door. */
const AppLayout = async ({ children }: { children: ReactNode }) => {
  const actor = await requireActor();
  const [store, organisation] = await Promise.all([cookies(), getOrganisation(getApp(), actor)]);
  return (
    <ApiProvider>
      <SignedInShell
        permissions={new Set(listPermissions(actor))}
        person={{ name: actor.name, email: actor.email }}
        organisationName={organisation.name}
        initialTheme={parseTheme(store.get(themeCookie)?.value)}
        isInitiallyNarrow={parseIsRailNarrow(store.get(railCookie)?.value)}
      >
        {children}
      </SignedInShell>
    </ApiProvider>
  );
};

export default AppLayout;
