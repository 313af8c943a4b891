import type { Danger } from '../app/danger.ts';
import type { Finding } from '../core/finding.ts';
import type { Command } from './command.ts';

/** Asks before a write. `y` and the typed name are taken only from keys that came after it was shown. */
export interface Confirm {
  readonly kind: 'confirm';
  readonly title: string;
  readonly lines: readonly string[];
  readonly warnings: readonly string[];
  readonly danger: Danger;
  /** What makes it so dangerous that the name has to be typed. */
  readonly because?: string;
  /** What has to be typed where the danger asks for the name. */
  readonly name: string;
  readonly typed: string;
  /** The chunk of keys that opened it. */
  readonly chunk: number;
  readonly then: Extract<Command, { do: 'apply' | 'rollback' | 'rehearse' | 'recover' }>;
}

/** What a line of text is for. */
export type Purpose =
  | { readonly for: 'filter'; readonly before: string }
  /** The file that the record of the session is written to. */
  | { readonly for: 'export' }
  | { readonly for: 'ignore'; readonly finding: Finding; readonly reason?: string }
  | { readonly for: 'input'; readonly finding: Finding; readonly input: number; readonly thenAccept: boolean };

export interface Prompt {
  readonly kind: 'prompt';
  readonly label: string;
  readonly help: string;
  readonly value: string;
  /** In characters. */
  readonly cursor: number;
  readonly wrong?: string;
  readonly purpose: Purpose;
}

export type Overlay =
  | { readonly kind: 'help'; readonly top: number }
  /** What can be done on the screen below; `cursor` counts what the query finds. */
  | { readonly kind: 'palette'; readonly query: string; readonly cursor: number }
  | { readonly kind: 'explain'; readonly finding: Finding; readonly top: number }
  /** Asks how findings on an object that somebody else owns are to be written, if at all. */
  | { readonly kind: 'owner'; readonly findings: readonly Finding[] }
  /** `dropped`: what the plan that is waited for leaves out. `cancels`: how what is waited for ends early; `cancel` without it. */
  | { readonly kind: 'wait'; readonly text: string; readonly dropped?: readonly (readonly Finding[])[]; readonly cancels?: 'stop' }
  | Confirm
  | Prompt;
