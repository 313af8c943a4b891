import { labelOf } from '../analysis/psa/labels.ts';
import { isLevel } from '../analysis/psa/level.ts';
import { labelsOf, type Resource } from '../core/resource.ts';
import type { Journal } from './journal.ts';
import type { Run, Step } from './run.ts';

/** What a namespace warns of; undefined where it warns of nothing. */
const warnsOf = (namespace: Resource | undefined): string | undefined => {
  const level = namespace && labelsOf(namespace)[labelOf('warn')];
  return isLevel(level) && level !== 'privileged' ? level : undefined;
};

const isWritten = ({ ref, state }: Step): boolean => ref.kind === 'Namespace' && (state === 'applied' || state === 'verified');

/**
 * Keeps since when namespaces warn by this run, an apply or a rollback; forgets those that do not any more. The label does not tell
 * its age, and `psa-enforce` asks for it.
 */
export const rememberWarnings = async (journal: Journal, run: Run): Promise<void> => {
  const changed = run.steps.filter((step) => isWritten(step) && warnsOf(step.before) !== warnsOf(step.after));
  if (changed.length === 0) return;
  const began = changed.filter(({ after }) => warnsOf(after) !== undefined).map(({ ref, at }) => [ref.name, at] as const);
  const names = new Set(changed.map(({ ref }) => ref.name));
  await journal.remember((memory) => ({
    ...memory,
    warnsSince: Object.fromEntries([...Object.entries(memory.warnsSince).filter(([name]) => !names.has(name)), ...began]),
  }));
};
