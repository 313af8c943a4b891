import { readFileSync, realpathSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { isMap, isScalar, isSeq, parseDocument } from 'yaml';
import { ioCode } from '../app/ioReason.ts';
import type { Entry } from './kubeconfigFile.ts';

/** What an identity provider gave, by the names of the kubeconfig. */
export interface Tokens {
  readonly 'id-token': string;
  readonly 'refresh-token': string;
}

/** The text with the value at a path replaced, every other byte as it was; undefined where the user has no such value. */
const withValue = (source: string, user: string, name: string, value: string): string | undefined => {
  const document = parseDocument(source);
  const users = document.get('users');
  const index = isSeq(users) ? users.items.findIndex((item) => isMap(item) && item.get('name') === user) : -1;
  const path = ['users', index, 'user', 'auth-provider', 'config', name];
  const node = document.getIn(path, true);
  if (!isScalar(node) || !node.range) return undefined;
  const [from, to] = node.range;
  const [lineEnd = ''] = /\r?\n$/.exec(source.slice(from, to)) ?? []; // a block scalar holds the end of its last line
  const [before, after] = [source.slice(0, from), lineEnd + source.slice(to)];
  const written = `${before}${/\s$/.test(before) ? '' : ' '}${JSON.stringify(value)}${after.startsWith('#') ? ' ' : ''}${after}`;
  const read = parseDocument(written);
  return read.errors.length === 0 && read.getIn(path) === value ? written : undefined;
};

/** Whole or not at all; where it cannot be put in place, as over a file that is mounted by itself, no copy of the tokens stays. */
const replace = (file: string, text: string): void => {
  const temporary = `${file}.${process.pid}.tmp`;
  try {
    writeFileSync(temporary, text, { mode: statSync(file).mode & 0o777, flag: 'wx' });
    renameSync(temporary, file);
  } catch (error) {
    if (ioCode(error) !== 'EEXIST') rmSync(temporary, { force: true });
    throw error;
  }
};

/**
 * Stores refreshed tokens where the user stands: most providers accept a refresh token once, so whoever does not store
 * the next one logs kubectl out. What cannot be written is left: this session has the tokens.
 */
export const storeTokens = (user: Entry, tokens: Tokens): void => {
  try {
    const file = realpathSync(user.file);
    const names = ['id-token', 'refresh-token'] as const;
    const stored = names.reduce((source, name) => withValue(source, user.name, name, tokens[name]) ?? source, readFileSync(file, 'utf8'));
    replace(file, stored);
  } catch {
    // A read-only kubeconfig is common in CI, where every run logs in anew.
  }
};
