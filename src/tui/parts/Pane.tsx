import { Box, Text } from 'ink';
import { useContext, type ReactNode } from 'react';
import { printable } from '../../core/printable.ts';
import { clipped, type Line } from '../line.ts';
import { cut, widthOf } from '../../report/width.ts';
import type { Style, Theme } from '../theme.ts';
import { ThemeContext } from './ThemeContext.ts';

/** A line across the pane, with a title of its own. */
export interface Rule {
  readonly rule: string;
  readonly note?: string;
}

/** Rows that a component of its own draws. */
export interface Block {
  readonly block: ReactNode;
  readonly height: number;
}

export type PaneRow = Line | Rule | Block;

export interface PaneProps {
  readonly title: string;
  readonly note?: string;
  readonly width: number;
  readonly height: number;
  readonly rows: readonly PaneRow[];
  readonly focused?: boolean;
}

const isRule = (row: PaneRow): row is Rule => 'rule' in row;
const isBlock = (row: PaneRow): row is Block => 'block' in row;
const heightOf = (row: PaneRow): number => (isBlock(row) ? row.height : 1);

const border = (ends: readonly [string, string], title: string, note: string, width: number, theme: Theme, style: Style): string => {
  const right = note === '' ? '' : cut(` ${printable(note)} `, Math.max(0, width - 8));
  const left = title === '' ? '' : cut(` ${printable(title)} `, Math.max(0, width - 5 - widthOf(right)));
  const dashes = Math.max(0, width - 4 - widthOf(left) - widthOf(right));
  const paint = (text: string): string => theme.paint(style, text);
  return `${paint(`${ends[0]}─`)}${theme.paint('title', left)}${paint('─'.repeat(dashes))}${theme.paint('dim', right)}${paint(`─${ends[1]}`)}`;
};

type Section = Rule | Block | { readonly lines: Line[] };

/** Lines that follow one another are one section. */
const sectionsOf = (rows: readonly PaneRow[]): readonly Section[] => {
  const sections: Section[] = [];
  for (const row of rows) {
    const last = sections.at(-1);
    if (isRule(row) || isBlock(row)) sections.push(row);
    else if (last && 'lines' in last) last.lines.push(row);
    else sections.push({ lines: [row] });
  }
  return sections;
};

/** As many rows as there is room for, and empty ones below them. */
const fitted = (rows: readonly PaneRow[], room: number): readonly PaneRow[] => {
  const fit: PaneRow[] = [];
  let left = room;
  for (const row of rows) {
    if (heightOf(row) > left) break;
    fit.push(row);
    left -= heightOf(row);
  }
  return [...fit, ...Array.from({ length: left }, (): Line => [])];
};

/**
 * All rows are one text: laying out a node for each takes longer than all else. The sides stand apart from them, and
 * rows are not padded: Ink measures text of plain ASCII at once, and anything with a frame character in it one grapheme after another.
 */
const Rows = ({ rows, width }: { readonly rows: readonly Line[]; readonly width: number }) => {
  const theme = useContext(ThemeContext);
  return <Text wrap="truncate">{rows.map((row) => clipped(row, width - 4, theme)).join('\n') || ' '}</Text>;
};

interface SidesProps {
  readonly height: number;
  readonly width: number;
  readonly style: Style;
  readonly children: ReactNode;
}

const Sides = ({ height, width, style, children }: SidesProps) => {
  const theme = useContext(ThemeContext);
  const side = Array.from({ length: height }, () => theme.paint(style, '│')).join('\n');
  return (
    <Box height={height}>
      <Text>{side}</Text>
      <Box flexDirection="column" width={width - 2} paddingLeft={1}>
        {children}
      </Box>
      <Text>{side}</Text>
    </Box>
  );
};

/** A frame of exactly `width` x `height`; rows that do not fit are left out. */
export const Pane = ({ title, note = '', width, height, rows, focused = false }: PaneProps) => {
  const theme = useContext(ThemeContext);
  const style: Style = focused ? 'accent' : 'border';
  return (
    <Box flexDirection="column" width={width} height={height} flexShrink={0}>
      <Text>{border(['╭', '╮'], title, note, width, theme, style)}</Text>
      {sectionsOf(fitted(rows, Math.max(0, height - 2))).map((section, i) =>
        'rule' in section ? (
          <Text key={i}>{border(['├', '┤'], section.rule, section.note ?? '', width, theme, style)}</Text>
        ) : (
          <Sides key={i} height={'block' in section ? section.height : section.lines.length} width={width} style={style}>
            {'block' in section ? section.block : <Rows rows={section.lines} width={width} />}
          </Sides>
        ),
      )}
      <Text>{theme.paint(style, `╰${'─'.repeat(Math.max(0, width - 2))}╯`)}</Text>
    </Box>
  );
};
