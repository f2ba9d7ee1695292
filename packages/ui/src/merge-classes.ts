/** Utilities that set one property each: the part before the value names the group. */
const prefixes =
  /^-?(min-w|max-w|w|min-h|max-h|h|size|p[xytrbl]?|m[xytrbl]?|gap(?:-[xy])?|inset(?:-[xy])?|top|right|bottom|left|z|opacity|basis|grow|shrink|order|leading|bg|rounded|shadow|items|justify|self|overflow(?:-[xy])?|duration|columns|col-span|flex|grid-cols)(?:-|$)/;

/** What a value for several sides or both dimensions makes void. */
const covered: Record<string, readonly string[]> = {
  p: ['px', 'py', 'pt', 'pr', 'pb', 'pl'],
  px: ['pr', 'pl'],
  py: ['pt', 'pb'],
  m: ['mx', 'my', 'mt', 'mr', 'mb', 'ml'],
  mx: ['mr', 'ml'],
  my: ['mt', 'mb'],
  size: ['w', 'h'],
  gap: ['gap-x', 'gap-y'],
  overflow: ['overflow-x', 'overflow-y'],
  inset: ['inset-x', 'inset-y', 'top', 'right', 'bottom', 'left'],
};

const patterns: readonly (readonly [RegExp, string])[] = [
  [/^(block|inline|inline-block|flex|inline-flex|grid|hidden|contents|table)$/, 'display'],
  [/^(static|fixed|absolute|relative|sticky)$/, 'position'],
  [/^text-(xs|sm|base|lg|xl|2xl|\[\d)/, 'text-size'],
  [/^text-(left|center|right|start|end)$/, 'text-align'],
  [/^text-(balance|pretty|wrap|nowrap|ellipsis|clip)$/, ''],
  [/^text-/, 'text-color'],
  [/^font-(sans|mono)$/, 'font-family'],
  [/^font-/, 'font-weight'],
  [/^border-(separate|collapse|spacing|solid|dashed|dotted|none)/, ''],
  [/^border-[trblxy](-\d+)?$/, ''],
  [/^border(-\d+)?$/, 'border-width'],
  [/^border-/, 'border-color'],
  [/^flex-(row|col|wrap|nowrap)/, ''],
];

const groupOf = (utility: string): string => {
  const matched = patterns.find(([pattern]) => pattern.test(utility));
  return matched ? matched[1] : (prefixes.exec(utility)?.[1] ?? '');
};

/** `max-sm:hover:` of `max-sm:hover:px-2`; colons within brackets belong to the variant. */
const variantsOf = (name: string): string => /^((?:[^:[\]]*(?:\[[^\]]*\])?[^:[\]]*:)*)/.exec(name)?.[1] ?? '';

/**
 * Of two Tailwind classes that set the same property under the same variants, keeps the later. It knows the utilities of
 * this product, not all of Tailwind: a general merger weighs 8 kB on every page.
 */
export const mergeClasses = (classes: string): string => {
  const taken = new Set<string>();
  const kept: string[] = [];
  for (const name of classes.split(/\s+/).reverse()) {
    const variants = variantsOf(name);
    const group = groupOf(name.slice(variants.length));
    if (name === '' || (group !== '' && taken.has(variants + group))) continue;
    if (group !== '') for (const each of [group, ...(covered[group] ?? [])]) taken.add(variants + each);
    kept.push(name);
  }
  return kept.reverse().join(' ');
};
