import type { Change } from './change.ts';
import type { Kind, Resource } from './resource.ts';
import type { Snapshot } from './snapshot.ts';

export type Severity = 'critical' | 'high' | 'medium' | 'low';
export const SEVERITIES: readonly Severity[] = ['critical', 'high', 'medium', 'low'];

export type Category = 'identity' | 'rbac' | 'pod-security' | 'network' | 'resources' | 'images' | 'admission' | 'control-plane';

/** What another scanner, benchmark or standard calls the same weakness. */
export interface Reference {
  readonly source:
    'CIS' | 'NSA/CISA' | 'PSS' | 'kubescape' | 'trivy' | 'polaris' | 'kubeaudit' | 'checkov' | 'kube-linter' | 'kyverno' | 'kubernetes';
  readonly id: string;
  readonly url: string;
}

/** Where in the object, and what is wrong there. `path` as kubectl writes it: `spec.template.spec.containers[api].securityContext`. */
export interface Evidence {
  readonly path: string;
  readonly detail: string;
}

/** Why a fix should not be applied unseen, with what was seen in the snapshot. */
export interface Doubt {
  readonly text: string;
  /** Since when it stands, where its text tells that as an age; ISO 8601. */
  readonly since?: string;
}

/** A value that only a person can give. */
export interface Input {
  readonly name: string;
  readonly ask: string;
  /** Read from the snapshot, where it tells. */
  readonly default?: string;
  /** A choice, no question: without an answer the default holds, so no finding waits for it. */
  readonly optional?: true;
  /** A sentence that says what is wrong with the value, or undefined. */
  readonly refuse?: (value: string) => string | undefined;
}

/** By the name of the input. */
export type Answers = Readonly<Record<string, string>>;

/** What a person has to do where the API cannot: steps, and the change to files outside the API. */
export interface Guide {
  readonly steps: readonly string[];
  readonly files?: readonly { readonly file: string; readonly diff: string }[];
}

/** A Change that one fix proposes; edits of one object are merged in catalogue order. */
export type Edit = Change;

/**
 * One entry of the catalogue: a weakness, how to see it, why it matters, how to mend it, what may break.
 * Everything in it is pure. `find` runs on every resource of `kinds` and must bear any malformed object;
 * the others run only where it found something.
 */
export interface Remediation {
  readonly id: string;
  readonly title: string;
  readonly severity: Severity;
  readonly category: Category;
  /** What an attacker gains while this stays. */
  readonly why: string;
  /** What may stop working once it is fixed. */
  readonly risk: string;
  readonly references: readonly Reference[];
  /** What find looks at. */
  readonly kinds: readonly Kind[];
  /** What it must see besides to be right; if one of them cannot be read, nothing is decided. */
  readonly reads?: readonly Kind[];
  /** What tells of reasons against the fix, where it is served; if one of them cannot be read, that is a reason, too. */
  readonly doubtsFrom?: readonly Kind[];
  /** What defaults and hints are taken from, where it is served and may be read; without it everything is decided all the same. */
  readonly hints?: readonly Kind[];
  /** The objects of `kinds` that can have it, where an index knows them: only they are looked at, and count for the score. */
  among?(snapshot: Snapshot): readonly Resource[];
  /** Why it cannot decide about the target as a whole although its kinds were read: what it looks for is not visible there. */
  undecided?(snapshot: Snapshot): readonly string[];
  /** May read the whole snapshot, but reports only on the resource it was given. */
  find(resource: Resource, snapshot: Snapshot): readonly Evidence[];
  /** Leaves nothing for find, changes nothing else, and is a no-op the second time. Only called without a guide. */
  fix?(resource: Resource, snapshot: Snapshot, answers: Answers): readonly Edit[];
  inputs?(resource: Resource, snapshot: Snapshot): readonly Input[];
  doubts?(resource: Resource, snapshot: Snapshot): readonly Doubt[];
  /** Where the API cannot mend this object; takes precedence over fix. */
  guide?(resource: Resource, snapshot: Snapshot): Guide | undefined;
  /** Why this object needs what it has; then it is no finding. */
  byDesign?(resource: Resource, snapshot: Snapshot): string | undefined;
}

/** In the order in which to offer and to apply them. */
export type Catalogue = readonly Remediation[];
