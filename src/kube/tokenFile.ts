import { readFile } from 'node:fs/promises';
import { loginFailure, type Credentials } from './credentials.ts';

/** As client-go: a bound service account token is replaced on disk long before it ends. */
const REREAD_MS = 60_000;

/** A bearer token that somebody else keeps fresh in a file. */
export const tokenFileCredentials = (file: string, now: () => Date): Credentials => {
  let read: { readonly token: string; readonly at: number } | undefined;
  return {
    async current() {
      if (!read || now().getTime() - read.at >= REREAD_MS) {
        const token = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
          throw loginFailure(
            `The token file ${file} cannot be read (${error.code ?? error.message}).`,
            [`Make ${file} readable, or choose another context with \`--context NAME\`.`],
            { cause: error },
          );
        });
        read = { token: token.trim(), at: now().getTime() };
      }
      return { authorization: `Bearer ${read.token}` };
    },
    renew() {
      read = undefined;
      return true;
    },
    login: [`The token in ${file} is refused: whatever writes it has to renew it.`],
  };
};
