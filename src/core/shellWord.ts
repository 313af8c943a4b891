import { printable } from './printable.ts';

/**
 * A text as one word of a command that a person pastes into a POSIX shell. What cannot be printed is taken away before it is
 * quoted: what takes it away afterwards could take a quote with it.
 */
export const shellWord = (text: string): string => {
  const word = printable(text);
  return /^[\w./:=@,+-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
};
