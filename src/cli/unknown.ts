import { usage } from '../app/errors.ts';
import { near } from '../core/near.ts';
import { printable } from '../core/printable.ts';

/** `what`: `remediation`. `all`: what to say where nothing is near, such as the command that lists them. */
export const unknown = (what: string, word: string, known: readonly string[], all: string): Error => {
  const meant = near(word, known);
  return usage(`There is no ${what} "${printable(word)}".`, ...(meant.length > 0 ? [`Did you mean ${meant.join(' or ')}?`] : []), all);
};
