import type { ReactNode } from 'react';
import { SwitchyardMark } from '../../shell/switchyard-mark.tsx';

/** Pages outside the door: one narrow column, nothing else to look at. */
const AuthLayout = ({ children }: { children: ReactNode }) => (
  <main className="flex min-h-dvh items-start justify-center bg-canvas px-4 pt-[14vh] pb-12">
    <div className="flex w-full max-w-88 flex-col gap-6">
      <p className="flex items-center gap-2.5 font-semibold text-base text-ink">
        <SwitchyardMark className="size-6" />
        Switchyard
      </p>
      {children}
    </div>
  </main>
);

export default AuthLayout;
