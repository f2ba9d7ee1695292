'use client';

import { cx } from './cx.ts';
import { Kbd } from './kbd.tsx';
import { Link } from './link.tsx';
import type { MenuAction } from './menu-action.ts';

const itemStyle =
  'flex h-8 w-full max-sm:h-10 select-none items-center gap-2 rounded-xs px-2 text-left text-sm outline-none hover:bg-sunken focus:bg-sunken aria-disabled:opacity-50';

export interface MenuItemProps {
  readonly action: MenuAction;
  readonly onDone: () => void;
}

/** One entry of a DropdownMenu. A disabled one can still be reached, so that it can be read. */
export const MenuItem = ({ action, onDone }: MenuItemProps) => {
  const { label, icon: Icon, shortcut, isDangerous, isDisabled, href, onSelect } = action;
  const common = { role: 'menuitem', tabIndex: -1, className: cx(itemStyle, isDangerous ? 'text-failed' : 'text-ink') };
  const content = (
    <>
      {Icon ? <Icon aria-hidden className="size-4 shrink-0 opacity-70" /> : null}
      <span className="flex-1 truncate">{label}</span>
      {shortcut ? <Kbd keys={shortcut} /> : null}
    </>
  );
  if (href !== undefined && !isDisabled) {
    return (
      <Link {...common} href={href} onClick={onDone}>
        {content}
      </Link>
    );
  }
  const select = () => {
    if (isDisabled) return;
    onDone();
    onSelect?.();
  };
  return (
    <button {...common} type="button" aria-disabled={isDisabled} onClick={select}>
      {content}
    </button>
  );
};
