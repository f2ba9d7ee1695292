import type { LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';

/** One entry of a menu. */
export interface MenuAction {
  readonly label: ReactNode;
  readonly icon?: LucideIcon | undefined;
  readonly shortcut?: string | undefined;
  readonly isDangerous?: boolean | undefined;
  readonly isDisabled?: boolean | undefined;
  /** Either a place … */
  readonly href?: string | undefined;
  /** … or something to do. */
  readonly onSelect?: (() => void) | undefined;
}
