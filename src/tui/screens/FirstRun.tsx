import { windowTop } from '../findingsList.ts';
import { bodyHeight } from '../layout.ts';
import { BLANK, cell, line, paragraph, span, type Line } from '../line.ts';
import { Pane } from '../parts/Pane.tsx';
import { SubHeader } from '../parts/SubHeader.tsx';
import type { Choice } from '../ports.ts';
import type { FirstRun as Model, State } from '../state.ts';

const rowOf = (choice: Choice, isAt: boolean, width: number): Line => {
  const name = Math.min(32, Math.floor(width * 0.4));
  return [
    span(isAt ? '> ' : '  ', 'key'),
    cell(choice.name, name, isAt ? 'cursor' : choice.type === 'demo' ? 'accent' : 'plain'),
    span(choice.current ? ' * ' : '   ', 'good'),
    span(choice.detail, 'dim'),
  ];
};

const rowsOf = (screen: Model, width: number, height: number): readonly Line[] => {
  const { choices, cursor, trouble } = screen;
  const intro = [
    ...paragraph(
      '',
      'Finds weaknesses, shows each fix as the difference that the API server would store, applies what you accept, and can take it back.',
      width,
    ),
    BLANK,
  ];
  const wrong = trouble
    ? [
        ...paragraph('! ', trouble.message, width, 'warn', 'warn'),
        ...trouble.next.flatMap((text) => paragraph('  ', text, width, 'dim')),
        BLANK,
      ]
    : [];
  if (!choices) return [...intro, line('Reading the kubeconfig …', 'accent')];
  const note = [BLANK, line('* the current context. Contexts open read-only; ! allows writes later.', 'dim')];
  const room = Math.max(1, height - intro.length - wrong.length - note.length);
  const top = windowTop(0, cursor, room);
  return [...intro, ...wrong, ...choices.slice(top, top + room).map((choice, i) => rowOf(choice, top + i === cursor, width)), ...note];
};

/** What to open: a context of the kubeconfig, or the demo. */
export const FirstRun = ({ state, screen }: { readonly state: State; readonly screen: Model }) => {
  const { columns } = state.size;
  const height = bodyHeight(state.size);
  return (
    <>
      <SubHeader state={state} left={[span('Which cluster?', 'bold')]} right={[span(state.version, 'dim')]} />
      <Pane
        title="Contexts"
        note={screen.choices ? `${screen.cursor + 1}/${screen.choices.length}` : ''}
        width={columns}
        height={height}
        rows={rowsOf(screen, columns - 4, height - 2)}
        focused
      />
    </>
  );
};
