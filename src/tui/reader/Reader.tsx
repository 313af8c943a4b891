import { renderToString, useStdout } from 'ink';
import { useEffect } from 'react';
import { App } from '../App.tsx';
import type { Size, State } from '../state.ts';
import type { Store } from '../store.ts';
import { useTerminal, type Terminal } from '../useTerminal.ts';
import { noticeRows } from '../parts/noticeRows.ts';
import { announced, answerOf, pageOf, type Page } from './announcing.ts';
import { SPOKEN } from './spoken.ts';

/** One pane at a time, whatever the terminal is like: nobody looks at it. */
export const READER_SIZE: Size = { columns: 99, rows: 40 };

export const readerPage = (state: State): Page =>
  pageOf(
    `${state.screen.at} ${state.overlay?.kind ?? ''}`,
    renderToString(<App state={state} theme={SPOKEN} />, { columns: READER_SIZE.columns }).split('\n'),
    state.notice && answerOf(state.notice, noticeRows(state)),
  );

/** Says what is new, once for all that came in one turn: a page cannot be drawn while Ink draws. */
const announcing = (store: Store, write: (text: string) => void): (() => void) => {
  let said: Page | undefined;
  let due: NodeJS.Immediate | undefined;
  const say = (): void => {
    due = undefined;
    const page = readerPage(store.get());
    const lines = announced(said, page);
    said = page;
    if (lines.length > 0) write(`${lines.join('\n')}\n`);
  };
  const later = (): void => {
    due ??= setImmediate(say);
  };
  later();
  const unsubscribe = store.subscribe(later);
  return () => {
    unsubscribe();
    clearImmediate(due);
  };
};

/** For screen readers: lines that follow one another, of what is new. What was said stays said. */
export const Reader = ({ store, terminal }: { readonly store: Store; readonly terminal: Terminal }) => {
  const { write } = useStdout();
  useTerminal(store, terminal);
  useEffect(() => announcing(store, write), [store, write]);
  return null;
};
