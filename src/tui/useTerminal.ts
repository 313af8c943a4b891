import { useApp, useInput, usePaste } from 'ink';
import { useEffect, useRef } from 'react';
import { keysOf, type Key } from './input.ts';
import type { Store } from './store.ts';

export interface Terminal {
  /** Set while mounted: hands the terminal to the shell; resolves when it is back. */
  suspend: (() => Promise<void>) | undefined;
  /** Set while mounted: the terminal is another program's until the work is done. */
  lend: (<T>(work: () => Promise<T>) => Promise<T>) | undefined;
}

/** Ink tells the keys of one chunk one by one in the same turn; they go on together, so that a dialog knows what came with the key that opened it. */
const useKeys = (store: Store): void => {
  const waiting = useRef<Key[]>([]);
  useInput((input, special) => {
    const keys = keysOf(input, special);
    if (keys.length === 0) return;
    if (waiting.current.length === 0)
      queueMicrotask(() => {
        const all = waiting.current;
        waiting.current = [];
        store.dispatch({ type: 'keys', keys: all });
      });
    waiting.current.push(...keys);
  });
  usePaste((text) => store.dispatch({ type: 'pasted', text }));
};

const FOREVER_MS = 2 ** 30;

/** Keys go to the store; the terminal can be lent. */
export const useTerminal = (store: Store, terminal: Terminal): void => {
  const { suspendTerminal } = useApp();
  useKeys(store);
  useEffect(() => {
    terminal.suspend = () =>
      suspendTerminal(async () => {
        const continued = new Promise<void>((resolve) => process.once('SIGCONT', () => resolve()));
        const alive = setInterval(() => undefined, FOREVER_MS); // nothing else may be left to wait for: Node would end
        process.kill(process.pid, 'SIGTSTP');
        await continued;
        clearInterval(alive);
      });
    terminal.lend = async (work) => {
      await using _suspension = await suspendTerminal();
      return await work();
    };
    return () => {
      terminal.suspend = undefined;
      terminal.lend = undefined;
    };
  }, [suspendTerminal, terminal]);
};
