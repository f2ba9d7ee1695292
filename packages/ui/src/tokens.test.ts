/// <reference types="node" />
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';

const css = readFileSync(new URL('./tokens.css', import.meta.url), 'utf8');

/** Both values of every `--color-x: light-dark(a, b)`. */
const colors = new Map(
  [...css.matchAll(/--color-([\w-]+): light-dark\((#[\da-f]{6}), (#[\da-f]{6})\)/g)].map(([, name, light, dark]) => [
    name ?? '',
    { light: light ?? '', dark: dark ?? '' },
  ]),
);

const channel = (hex: string, at: number): number => {
  const value = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
  return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
};

/** Relative luminance, WCAG 2.2. */
const luminance = (hex: string): number =>
  0.2126 * channel(hex, 1) + 0.7152 * channel(hex, 3) + 0.0722 * channel(hex, 5);

/** Contrast ratio, WCAG 2.2 §1.4.3. */
const contrast = (a: string, b: string): number => {
  const [dark = 0, light = 0] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (light + 0.05) / (dark + 0.05);
};

const grounds = ['canvas', 'surface', 'raised', 'sunken'];
const states = ['running', 'waiting', 'done', 'failed', 'stopped', 'simulated'];
const pairs: [string, string][] = [
  ...['ink', 'muted', 'faint', 'accent', ...states].flatMap((ink): [string, string][] =>
    grounds.map((ground) => [ink, ground]),
  ),
  ...['accent', ...states].map((name): [string, string] => [name, `${name}-soft`]),
  ...['ink', 'muted', 'faint'].map((ink): [string, string] => [ink, 'accent-soft']),
  ...['ink', 'muted', 'faint'].flatMap((ink): [string, string][] => [
    [ink, 'done-soft'],
    [ink, 'failed-soft'],
  ]),
  ['simulated', 'simulated-hatch'],
  ['ink', 'pressed'],
  ['on-accent', 'accent'],
  ['on-accent', 'accent-hover'],
];

const colorOf = (name: string, theme: 'light' | 'dark'): string => {
  const color = colors.get(name);
  if (!color) throw new Error(`tokens.css has no --color-${name}`);
  return color[theme];
};

describe.each(['light', 'dark'] as const)('in the %s theme', (theme) => {
  test.each(pairs)('%s on %s can be read (≥ 4.5:1)', (ink, ground) => {
    expect(contrast(colorOf(ink, theme), colorOf(ground, theme))).toBeGreaterThanOrEqual(4.5);
  });

  test.each(grounds)('the edge of a checkbox and the focus ring can be seen on %s (≥ 3:1)', (ground) => {
    expect(contrast(colorOf('control', theme), colorOf(ground, theme))).toBeGreaterThanOrEqual(3);
    expect(contrast(colorOf('accent', theme), colorOf(ground, theme))).toBeGreaterThanOrEqual(3);
  });
});
