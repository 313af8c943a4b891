import { strongest, type Danger } from '../app/danger.ts';
import { EXIT, Failure, usage } from '../app/errors.ts';
import type { TargetInfo } from '../app/target.ts';
import type { Finding } from '../core/finding.ts';
import { printable } from '../core/printable.ts';
import type { Context } from './context.ts';
import type { Flags } from './flags.ts';

/** Something to be written that a person has to let through. */
export interface Dangerous {
  readonly danger: Danger;
  readonly findings: readonly Finding[];
}

/** What may be written; what stays because the name was not typed. `declined`: a person said no. */
export interface Confirmed<T> {
  readonly approved: readonly T[];
  readonly unnamed: readonly T[];
  readonly declined: boolean;
}

export interface Asked<T> {
  readonly target: TargetInfo;
  /** `apply these changes`. */
  readonly what: string;
  readonly items: readonly T[];
  /** Shows them, before the question. */
  readonly show: () => void | Promise<void>;
  /** What shows them where nobody can be asked; the plan unless it is said. */
  readonly review?: string;
}

/** Which of them need the name: by what they are, or because they are many doubts at once. Files never do: they can be put back by their version control. */
const needName = <T extends Dangerous>(items: readonly T[], target: TargetInfo): ReadonlySet<T> => {
  if (target.type === 'manifests') return new Set();
  const byKind = items.filter(({ danger }) => danger === 'name');
  const rest = items.filter(({ danger }) => danger !== 'name');
  const tooMany = strongest(rest) === 'name' ? rest.filter(({ findings }) => findings.some(({ doubts }) => doubts.length > 0)) : [];
  return new Set([...byKind, ...tooMany]);
};

const ask = async <T extends Dangerous>(
  { terminal }: Context,
  { target, what, items, show }: Asked<T>,
  named: ReadonlySet<T>,
): Promise<Confirmed<T>> => {
  await show();
  const without = items.filter((item) => !named.has(item));
  const no: Confirmed<T> = { approved: [], unnamed: [], declined: true };
  if (named.size > 0) {
    const some = without.length > 0 ? `, or y for only the ${without.length} that do not need it` : '';
    const answer = await terminal.ask(`Type ${printable(target.name)} to ${what}${some}: `);
    if (answer === target.name) return { approved: items, unnamed: [], declined: false };
    return answer === 'y' && without.length > 0 ? { approved: without, unnamed: [...named], declined: false } : no;
  }
  const isLabel = strongest(items) === 'enter';
  const answer = (await terminal.ask(isLabel ? `Enter to ${what}, n to leave it: ` : `y to ${what}, anything else to leave it: `)).trim();
  return answer === 'y' || (isLabel && answer === '') ? { approved: items, unnamed: [], declined: false } : no;
};

const unasked = (
  { what, review = '`kubeharden plan` shows what `apply` would do' }: Asked<unknown>,
  named: ReadonlySet<unknown>,
): Failure => {
  const name = named.size > 0 ? ` (and --confirm NAME for ${named.size} of them, with the name of the target)` : '';
  return new Failure(EXIT.needsTerminal, `There is no terminal to ask whether to ${what}. Nothing was written.`, [
    `Review it, then add --yes${name}: ${review}.`,
  ]);
};

/** Without a terminal, `--yes` is the `y` and `--confirm` the typed name; throws a Failure (7) without either. */
export const confirmed = async <T extends Dangerous>(context: Context, flags: Flags, asked: Asked<T>): Promise<Confirmed<T>> => {
  const { target, items } = asked;
  if (flags.confirm !== undefined && flags.confirm !== target.name)
    throw usage(
      `--confirm ${flags.confirm} is not the name of this target: it is ${target.name}.`,
      'Look again whether it is the one you mean.',
    );
  const named = flags.confirm === undefined ? needName(items, target) : new Set<T>();
  if (flags.yes) return { approved: items.filter((item) => !named.has(item)), unnamed: [...named], declined: false };
  if (context.terminal.asks) return ask(context, asked, named);
  throw unasked(asked, named);
};

export const UNNAMED = 'has to be confirmed with the name of the target (--confirm NAME)';
