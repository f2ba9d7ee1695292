'use client';

import { PasswordSection } from './password-section.tsx';
import { SessionsSection } from './sessions-section.tsx';
import { ThemeSection } from './theme-section.tsx';

/** What belongs to me: how this looks, my password, where I am signed in. */
export const AccountSettings = () => (
  <div className="flex flex-col gap-10">
    <SessionsSection />
    <PasswordSection />
    <ThemeSection />
  </div>
);
