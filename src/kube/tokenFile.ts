import { readFile } from 'node:fs/promises';
import { bearer, loginFailure, NO_TOKEN, type Credentials } from './credentials.ts';

/** As client-go: a bound service account token is replaced on disk long before it ends. */
const REREAD_MS = 60_000;

/** A bearer token that somebody else keeps fresh in a file. */
export const tokenFileCredentials = (file: string, now: () => Date): Credentials => {
  let read: { readonly authorization: string; readonly at: number } | undefined;
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
        const authorization = bearer(token.trim());
        if (authorization === undefined)
          throw loginFailure(`The token in ${file} cannot be sent: it ${NO_TOKEN}.`, [
            'Whatever writes it has to write one token and nothing else.',
          ]);
        read = { authorization, at: now().getTime() };
      }
      return { authorization: read.authorization };
    },
    renew() {
      read = undefined;
      return true;
    },
    login: [`The token in ${file} is refused: whatever writes it has to renew it.`],
  };
};
