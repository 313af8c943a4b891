import { Text } from 'ink';
import SelectInput from 'ink-select-input';
import { useContext, useMemo } from 'react';
import { cell, clipped, span, type Line } from '../line.ts';
import type { Choice } from '../ports.ts';
import { ThemeContext } from './ThemeContext.ts';

const rowOf = (choice: Choice, isAt: boolean, width: number): Line => [
  cell(choice.name, Math.min(32, Math.floor(width * 0.4)), isAt ? 'cursor' : choice.type === 'demo' ? 'accent' : 'plain'),
  span(choice.current ? ' * ' : '   ', 'good'),
  span(choice.detail, 'dim'),
];

const Indicator = ({ isSelected = false }: { readonly isSelected?: boolean }) => {
  const theme = useContext(ThemeContext);
  return <Text>{isSelected ? theme.paint('key', '> ') : '  '}</Text>;
};

interface ChoicesProps {
  readonly choices: readonly Choice[];
  readonly cursor: number;
  readonly width: number;
  readonly height: number;
}

/**
 * The window of a long list around the cursor. Where that is, the state says, so the list's own keys are off: they would
 * be a second table of keys, in which digits open clusters and several presses in one chunk are lost.
 */
export const Choices = ({ choices, cursor, width, height }: ChoicesProps) => {
  const theme = useContext(ThemeContext);
  const Item = useMemo(
    () =>
      ({ label, isSelected = false }: { readonly label: string; readonly isSelected?: boolean }) => {
        const choice = choices[Number(label)];
        return <Text wrap="truncate">{choice && clipped(rowOf(choice, isSelected, width), width - 2, theme)}</Text>;
      },
    [choices, width, theme],
  );
  const items = choices.map((_choice, index) => ({ label: String(index), value: index }));
  return (
    <SelectInput
      key={cursor}
      items={items}
      initialIndex={cursor}
      limit={height}
      isFocused={false}
      indicatorComponent={Indicator}
      itemComponent={Item}
    />
  );
};
