'use client';

import { createContext, type ReactNode, useContext } from 'react';
import { type Breadcrumb, Breadcrumbs } from './breadcrumbs.tsx';
import { cx } from './cx.ts';

const ToolsContext = createContext<ReactNode>(null);

/** The shell puts search and the like at the right end of every PageHeader beneath. */
export const PageToolsProvider = ({ tools, children }: { tools: ReactNode; children: ReactNode }) => (
  <ToolsContext value={tools}>{children}</ToolsContext>
);

export interface PageHeaderProps {
  /** From the section down to this page. */
  readonly breadcrumbs: readonly Breadcrumb[];
  readonly title: ReactNode;
  /** Beside the title: a StatusBadge, a Badge. */
  readonly badges?: ReactNode;
  readonly description?: ReactNode;
  /** Secondary buttons, then the one primary action, last. */
  readonly actions?: ReactNode;
  /** For canvases and split views: one bar, the title is only in the breadcrumbs. */
  readonly isCompact?: boolean | undefined;
  /** Tabs or a FilterBar that belong to the head. */
  readonly children?: ReactNode;
}

/** First element of every page: where I am and what I can do here. */
export const PageHeader = ({
  breadcrumbs,
  title,
  badges,
  description,
  actions,
  isCompact,
  children,
}: PageHeaderProps) => {
  const tools = useContext(ToolsContext);
  return (
    <>
      <header className="sticky top-0 z-20 flex h-12 shrink-0 items-center gap-3 border-line border-b bg-canvas px-4 sm:px-6">
        <div className="flex min-w-0 flex-1 items-center gap-2">
          <Breadcrumbs items={breadcrumbs} />
          {isCompact ? badges : null}
        </div>
        {isCompact ? <div className="flex items-center gap-2">{actions}</div> : null}
        {tools}
      </header>
      {isCompact ? (
        <h1 className="sr-only">{title}</h1>
      ) : (
        <div className="mx-auto flex w-full max-w-320 flex-wrap items-start justify-between gap-x-6 gap-y-3 px-4 pt-6 sm:px-6">
          <div className="min-w-0 flex-1 basis-48">
            <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
              <h1 className="min-w-0 break-words font-semibold text-ink text-xl">{title}</h1>
              {badges}
            </div>
            {description ? <p className="mt-1 max-w-prose text-muted text-sm">{description}</p> : null}
          </div>
          {actions ? <div className="flex flex-wrap items-center gap-2">{actions}</div> : null}
        </div>
      )}
      {children ? (
        <div className={cx(!isCompact && 'mx-auto w-full max-w-320 px-4 pt-4 sm:px-6')}>{children}</div>
      ) : null}
    </>
  );
};

/** The rest of the page beneath its header, at reading width unless `isWide`. */
export const PageBody = ({
  children,
  isWide,
  className,
}: {
  children: ReactNode;
  isWide?: boolean;
  className?: string;
}) => (
  <div className={cx('mx-auto flex w-full flex-col gap-8 px-4 py-6 sm:px-6', !isWide && 'max-w-320', className)}>
    {children}
  </div>
);
