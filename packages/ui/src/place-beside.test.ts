import { expect, test } from 'vitest';
import { placeBeside } from './place-beside.ts';

const screen = { left: 0, top: 0, width: 400, height: 300 };
const own = { left: 0, top: 0, width: 100, height: 80 };
const anchorAt = (left: number, top: number) => ({ left, top, width: 40, height: 20 });

test('opens on the wished side, aligned with the anchor', () => {
  expect(placeBeside(anchorAt(50, 50), own, screen, { side: 'bottom', align: 'start' })).toEqual({ left: 50, top: 74 });
  expect(placeBeside(anchorAt(200, 50), own, screen, { side: 'bottom', align: 'end' })).toEqual({ left: 140, top: 74 });
});

test('opens on the other side where there is no room', () => {
  expect(placeBeside(anchorAt(50, 250), own, screen, { side: 'bottom', align: 'start' }).top).toBe(166);
  expect(placeBeside(anchorAt(350, 50), own, screen, { side: 'right', align: 'start' }).left).toBe(246);
});

test('never leaves the screen', () => {
  const { left, top } = placeBeside(anchorAt(390, 140), { ...own, height: 280 }, screen, {
    side: 'bottom',
    align: 'start',
  });
  expect({ left, top }).toEqual({ left: 292, top: 12 });
});
