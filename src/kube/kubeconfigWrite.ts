import { readFileSync, realpathSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { isMap, isSeq, parseDocument } from 'yaml';
import type { Entry } from './kubeconfigFile.ts';

/** What an identity provider gave, by the names of the kubeconfig. */
export interface Tokens {
  readonly 'id-token': string;
  readonly 'refresh-token': string;
}

/**
 * Stores refreshed tokens where the user stands: most providers accept a refresh token once, so whoever does not store
 * the next one logs kubectl out. Comments, order and mode stay. What cannot be written is left: this session has the tokens.
 */
export const storeTokens = (user: Entry, tokens: Tokens): void => {
  try {
    const file = realpathSync(user.file);
    const document = parseDocument(readFileSync(file, 'utf8'));
    const users = document.get('users');
    if (!isSeq(users)) return;
    const index = users.items.findIndex((item) => isMap(item) && item.get('name') === user.name);
    if (index < 0) return;
    for (const [name, value] of Object.entries(tokens)) document.setIn(['users', index, 'user', 'auth-provider', 'config', name], value);
    const temporary = `${file}.${process.pid}.tmp`;
    writeFileSync(temporary, document.toString({ lineWidth: 0 }), { mode: statSync(file).mode & 0o777, flag: 'wx' });
    renameSync(temporary, file);
  } catch {
    // A read-only kubeconfig is common in CI, where every run logs in anew.
  }
};
