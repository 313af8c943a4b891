import type { DeclaredConnection } from '../../analysis/network/inspect.ts';
import type { NamespaceLevels, PodSecurityResult } from '../../analysis/psa/inspect.ts';
import type { Level } from '../../analysis/psa/level.ts';
import type { Grant } from '../../analysis/rbac/grants.ts';
import type { Identity } from '../../analysis/rbac/identity.ts';
import type { Dangling, Power } from '../../analysis/rbac/overview.ts';
import type { Unread } from '../../core/snapshot.ts';
import type { Fixes } from '../../report/networkReport.ts';
import type { NetworkIndex } from './networkIndex.ts';

/** What an entry is about; each has a line and a detail of its own. */
export type Subject =
  /** Kinds that the answer would need and that could not be read. */
  | { readonly type: 'unread'; readonly unread: readonly Unread[] }
  | {
      readonly type: 'namespace';
      /** Undefined where not all that counts was read. */
      readonly levels: NamespaceLevels | undefined;
      readonly level: Level;
      readonly refused: readonly PodSecurityResult[];
      /** How many entries it has, and for how many pods and templates these stand. */
      readonly shown: number;
      readonly judged: number;
    }
  /** `stands`: how many pods and templates it makes that are judged alike and have no entry. */
  | { readonly type: 'judged'; readonly result: PodSecurityResult; readonly level: Level; readonly stands: number }
  | { readonly type: 'fixes'; readonly fixes: Fixes; readonly declared: readonly DeclaredConnection[] }
  | { readonly type: 'section'; readonly title: string; readonly count: number; readonly says?: string }
  /** `shows`: connections that are open, or that the fixes would cut or open. */
  | { readonly type: 'end'; readonly end: string; readonly network: NetworkIndex; readonly shows: 'open' | 'cut' | 'opened' }
  | { readonly type: 'holder'; readonly identity: Identity; readonly power: Power | undefined }
  | { readonly type: 'dangling'; readonly dangling: Dangling }
  | { readonly type: 'undecided'; readonly grant: Grant };

/** One line of a list with what stands behind it. */
export interface Entry {
  /** The same for the same thing in another answer. */
  readonly key: string;
  /** The place of the line under which it stands; its own place for such a line. */
  readonly head: number;
  readonly namespace: string;
  readonly kind: string;
  readonly name: string;
  /** What else a filter finds it by. */
  readonly words: string;
  readonly about: Subject;
}

/** What a question makes of a snapshot, ready to be shown. */
export interface Answer {
  /** In a few words. */
  readonly headline: string;
  readonly entries: readonly Entry[];
}

export interface Group {
  readonly head: Omit<Entry, 'head'>;
  readonly members: readonly Omit<Entry, 'head'>[];
}

/** What could not be read stands first; each group's line stands before its members. */
export const entriesOf = (unread: readonly Unread[], groups: readonly Group[]): readonly Entry[] => {
  const entries: Entry[] = [];
  if (unread.length > 0)
    entries.push({ key: 'unread', head: 0, namespace: '', kind: '', name: '', words: 'not read', about: { type: 'unread', unread } });
  for (const { head, members } of groups) {
    const place = entries.length;
    entries.push({ ...head, head: place });
    for (const member of members) entries.push({ ...member, head: place });
  }
  return entries;
};
