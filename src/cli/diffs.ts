import type { Plan } from '../app/plan.ts';
import type { RollbackPlan } from '../app/planUndo.ts';
import type { Colour, Terminal } from './terminal.ts';

const COLOURS: Readonly<Record<string, Colour>> = { '+': 'green', '-': 'red', '@': 'cyan', '#': 'bold' };

const coloured = ({ paint }: Pick<Terminal, 'paint'>, lines: readonly string[]): readonly string[] =>
  lines.map((line) => {
    const colour = COLOURS[line.charAt(0)];
    return colour === undefined ? line : paint(colour, line);
  });

/** Differences are shown as YAML, whose library only these two load. */
export const planDiff = async (terminal: Terminal, plan: Plan): Promise<readonly string[]> =>
  coloured(terminal, (await import('../report/planText.ts')).planLines(plan));

export const rollbackDiff = async (terminal: Terminal, plans: readonly RollbackPlan[]): Promise<readonly string[]> =>
  coloured(terminal, (await import('../report/rollbackText.ts')).rollbackLines(plans));
