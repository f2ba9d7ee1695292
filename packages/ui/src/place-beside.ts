export type Side = 'top' | 'right' | 'bottom' | 'left';
export type Align = 'start' | 'center' | 'end';

export interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

export interface Placement {
  readonly side: Side;
  readonly align: Align;
}

const gap = 4;
/** Kept free at the edges of the screen. */
const margin = 8;

const opposite: Record<Side, Side> = { top: 'bottom', bottom: 'top', left: 'right', right: 'left' };

const clamp = (value: number, max: number): number => Math.max(margin, Math.min(value, max - margin));

const aligned = (start: number, length: number, own: number, align: Align): number => {
  if (align === 'start') return start;
  return align === 'end' ? start + length - own : start + (length - own) / 2;
};

const beside = (anchor: Box, own: Box, { side, align }: Placement): { left: number; top: number } => {
  if (side === 'top' || side === 'bottom') {
    const top = side === 'top' ? anchor.top - own.height - gap : anchor.top + anchor.height + gap;
    return { left: aligned(anchor.left, anchor.width, own.width, align), top };
  }
  const left = side === 'left' ? anchor.left - own.width - gap : anchor.left + anchor.width + gap;
  return { left, top: aligned(anchor.top, anchor.height, own.height, align) };
};

const fits = ({ left, top }: { left: number; top: number }, own: Box, screen: Box, side: Side): boolean =>
  side === 'top' || side === 'bottom'
    ? top >= margin && top + own.height <= screen.height - margin
    : left >= margin && left + own.width <= screen.width - margin;

/** Where something floats beside its anchor: on the wished side, on the opposite where it fits only there, on the screen always. */
export const placeBeside = (anchor: Box, own: Box, screen: Box, wish: Placement): { left: number; top: number } => {
  const wished = beside(anchor, own, wish);
  const other = beside(anchor, own, { ...wish, side: opposite[wish.side] });
  const chosen =
    !fits(wished, own, screen, wish.side) && fits(other, own, screen, opposite[wish.side]) ? other : wished;
  return { left: clamp(chosen.left, screen.width - own.width), top: clamp(chosen.top, screen.height - own.height) };
};
