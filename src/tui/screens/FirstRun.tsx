import { bodyHeight } from '../layout.ts';
import { BLANK, line, paragraph, span } from '../line.ts';
import { Choices } from '../parts/Choices.tsx';
import { Pane, type PaneRow } from '../parts/Pane.tsx';
import { SubHeader } from '../parts/SubHeader.tsx';
import type { FirstRun as Model, State } from '../state.ts';

const rowsOf = (screen: Model, width: number, height: number): readonly PaneRow[] => {
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
  const room = Math.max(1, Math.min(choices.length, height - intro.length - wrong.length - note.length));
  return [...intro, ...wrong, { block: <Choices choices={choices} cursor={cursor} width={width} height={room} />, height: room }, ...note];
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
