'use client';

import { Field, Section, Select } from '@switchyard/ui';
import { parseTheme, themes } from '../../shell/preference.ts';
import { useShell } from '../../shell/shell-context.tsx';

const words = { system: 'As the system', light: 'Light', dark: 'Dark' } as const;

/** Light or dark, in this browser. */
export const ThemeSection = () => {
  const { theme, setTheme } = useShell();
  return (
    <Section title="Appearance">
      <Field label="Theme" isRequired className="max-w-60">
        {(control) => (
          <Select
            {...control}
            value={theme}
            onChange={(value) => setTheme(parseTheme(value))}
            options={themes.map((each) => ({ value: each, label: words[each] }))}
          />
        )}
      </Field>
    </Section>
  );
};
