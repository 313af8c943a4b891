import { Failure } from '../../app/errors.ts';
import type { Message } from '../message.ts';
import type { Connection } from '../ports.ts';
import type { Trouble } from '../state.ts';

/** What effects may touch besides the ports. */
export interface Outside {
  readonly dispatch: (message: Message) => void;
  /** Hands text to the terminal's clipboard. */
  readonly copy: (text: string) => void;
  /** Opens an address in the person's browser; false where none could be started. */
  readonly browse: (url: string) => Promise<boolean>;
  /** Lends the terminal to the person's editor; returns the text as it was saved. Throws a Failure. */
  readonly edit: (text: string) => Promise<string>;
  /** Writes a file that is not there yet. Throws a Failure. */
  readonly save: (file: string, text: string) => Promise<void>;
  /** Whether the terminal reports the mouse. */
  readonly mouse: (set: 'on' | 'off') => void;
  readonly suspend: () => void;
  readonly quit: (code: number) => void;
  /** A bug: the program ends and says so. */
  readonly crash: (error: unknown) => void;
}

export const troubleOf = (error: Failure): Trouble => ({ message: error.message, next: error.next });

/** An expected failure becomes a message; what was given up is nobody's concern; all else is a bug. */
export const settle = async (
  outside: Outside,
  work: () => Promise<Message | undefined>,
  failed: (trouble: Trouble) => Message,
  signal?: AbortSignal,
): Promise<void> => {
  try {
    const message = await work();
    if (message && !signal?.aborted) outside.dispatch(message);
  } catch (error) {
    if (signal?.aborted) return;
    if (error instanceof Failure) outside.dispatch(failed(troubleOf(error)));
    else outside.crash(error);
  }
};

/** The target in use, shared by all effects. */
export interface Used {
  connection: Connection | undefined;
  /** Ends reading that nobody waits for any more. */
  reading: AbortController;
  /** Ends sorting findings of a scan that has been replaced. */
  sorting: AbortController;
  /** Ends comparing a finding that is not at hand any more. */
  comparing: AbortController;
  /** Ends the answer to a question that nobody waits for any more. */
  inspecting: AbortController;
}
