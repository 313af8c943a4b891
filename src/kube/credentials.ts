import { EXIT, Failure } from '../app/errors.ts';
import { headerValue } from './headerValue.ts';

/** What lets a request in: a header, or the certificate that a credential plugin gave. */
export interface Secret {
  readonly authorization?: string;
  readonly cert?: string;
  readonly key?: string;
}

/** Where secrets come from. */
export interface Credentials {
  /** What to send now. However many ask at once, one plugin runs, one token is refreshed. Throws a Failure that says how to log in. */
  current(): Promise<Secret>;
  /** After a 401: forgets the secret that was refused, unless it holds a newer one. False where asking again would give the same. */
  renew(refused: Secret): boolean;
  /** What a person does when they are refused. */
  readonly login: readonly string[];
}

export interface CredentialOptions {
  readonly env: NodeJS.ProcessEnv;
  readonly now: () => Date;
  readonly signal?: AbortSignal;
}

/** The header of a bearer token; undefined for a text that is none: empty, or with a line break or another control character. */
export const bearer = (token: string): string | undefined => {
  const value = headerValue(token);
  return value ? `Bearer ${value}` : undefined;
};

/** Why a token cannot be one, after what holds it. */
export const NO_TOKEN = 'is empty, or has a line break or another control character in it';

/** A Failure of logging in. */
export const loginFailure = (message: string, next: readonly string[], options?: ErrorOptions): Failure =>
  new Failure(EXIT.cluster, message, next, options);
