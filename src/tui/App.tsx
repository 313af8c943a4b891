import { Box, Text } from 'ink';
import { Footer } from './parts/Footer.tsx';
import { Header } from './parts/Header.tsx';
import { Notice } from './parts/Notice.tsx';
import { noticeRows } from './parts/noticeRows.ts';
import { ThemeContext } from './parts/ThemeContext.ts';
import { Applying } from './screens/Applying.tsx';
import { Drift } from './screens/Drift.tsx';
import { Findings } from './screens/Findings.tsx';
import { FirstRun } from './screens/FirstRun.tsx';
import { History } from './screens/History.tsx';
import { Confirm, Explain, Help } from './screens/Overlays.tsx';
import { Inspect } from './screens/Inspect.tsx';
import { Owner } from './screens/Owner.tsx';
import { Palette } from './screens/Palette.tsx';
import { Recover } from './screens/Recover.tsx';
import { Review } from './screens/Review.tsx';
import { Failed, Scanning } from './screens/Scanning.tsx';
import { Session } from './screens/Session.tsx';
import { Summary } from './screens/Summary.tsx';
import { isTooSmall, MINIMUM, type State } from './state.ts';
import type { Theme } from './theme.ts';

const Screen = ({ state }: { readonly state: State }) => {
  const { screen, world } = state;
  switch (screen.at) {
    case 'first-run':
      return <FirstRun state={state} screen={screen} />;
    case 'scanning':
      return <Scanning state={state} screen={screen} />;
    case 'failed':
      return <Failed state={state} screen={screen} />;
    case 'session':
      return world ? <Session state={state} world={world} /> : null;
    case 'findings':
      return world ? <Findings state={state} world={world} /> : null;
    case 'inspect':
      return world ? <Inspect state={state} world={world} /> : null;
    case 'summary':
      return world ? <Summary state={state} world={world} screen={screen} /> : null;
    case 'review':
      return <Review state={state} screen={screen} />;
    case 'applying':
      return <Applying state={state} screen={screen} />;
    case 'history':
      return <History state={state} screen={screen} />;
    case 'drift':
      return <Drift state={state} screen={screen} />;
    case 'recover':
      return <Recover state={state} screen={screen} />;
  }
};

/** Prompts and waiting take a line; all else lies over the whole screen. */
const Body = ({ state }: { readonly state: State }) => {
  const { overlay, world } = state;
  switch (overlay?.kind) {
    case 'help':
      return <Help state={state} top={overlay.top} />;
    case 'palette':
      return <Palette state={state} query={overlay.query} cursor={overlay.cursor} />;
    case 'explain':
      return world ? <Explain state={state} world={world} finding={overlay.finding} top={overlay.top} /> : null;
    case 'confirm':
      return <Confirm state={state} question={overlay} />;
    case 'owner':
      return <Owner state={state} findings={overlay.findings} />;
    case 'prompt':
    case 'wait':
    case undefined:
      return <Screen state={state} />;
  }
};

/** The whole screen as a function of the state: exactly as many rows as the terminal has, so that Ink never clears it. */
export const App = ({ state, theme }: { readonly state: State; readonly theme: Theme }) => {
  const { columns, rows } = state.size;
  if (isTooSmall(state.size))
    return (
      <Text wrap="wrap">{`${columns}x${rows} is too small: kubeharden needs ${MINIMUM.columns}x${MINIMUM.rows}. Make the window larger, or q quits.`}</Text>
    );
  const inner: State = { ...state, size: { columns, rows: rows - noticeRows(state).length } };
  return (
    <ThemeContext value={theme}>
      <Box flexDirection="column" width={columns} height={rows}>
        <Header state={state} />
        <Body state={inner} />
        <Notice state={state} />
        <Footer state={state} />
      </Box>
    </ThemeContext>
  );
};
