import { useSyncExternalStore } from 'react';
import { App } from './App.tsx';
import type { Store } from './store.ts';
import type { Theme } from './theme.ts';
import { useTerminal, type Terminal } from './useTerminal.ts';

interface RootProps {
  readonly store: Store;
  readonly theme: Theme;
  readonly terminal: Terminal;
}

/** Joins the store to Ink: state in, keys out. */
export const Root = ({ store, theme, terminal }: RootProps) => {
  const state = useSyncExternalStore(store.subscribe, store.get);
  useTerminal(store, terminal);
  return <App state={state} theme={theme} />;
};
