import { Select } from '@switchyard/ui';

const words: Readonly<Record<number, string>> = { 0: 'lowest', 5: 'usual', 9: 'highest' };

const options = Array.from({ length: 10 }, (_, index) => {
  const value = 9 - index;
  return { value: String(value), label: words[value] ? `${value}, ${words[value]}` : String(value) };
});

interface PrioritySelectProps {
  readonly value: number;
  readonly onChange: (priority: number) => void;
  readonly disabled?: boolean;
  readonly id?: string | undefined;
  readonly className?: string | undefined;
  readonly 'aria-label'?: string | undefined;
  readonly 'aria-describedby'?: string | undefined;
}

/** 9 to 0: whose step goes first when more is due than there are hands for. */
export const PrioritySelect = ({ value, onChange, ...rest }: PrioritySelectProps) => (
  <Select {...rest} options={options} value={String(value)} onChange={(chosen) => onChange(Number(chosen))} />
);
