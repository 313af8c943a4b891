import type { NotChecked } from '../core/finding.ts';
import { printable } from '../core/printable.ts';

/** `not checked: a, b: why`: one line for each reason, in the order in which they are first given. */
export const notCheckedLines = (notChecked: readonly NotChecked[]): readonly string[] =>
  [...Map.groupBy(notChecked, ({ reason }) => reason)].map(
    ([reason, missed]) => `not checked: ${[...new Set(missed.map(({ remediation }) => remediation))].join(', ')}: ${printable(reason)}`,
  );
