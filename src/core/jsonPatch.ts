import { differences, type Difference } from './diff.ts';
import { merge } from './merge.ts';
import { isRecord, own } from './resource.ts';

/** RFC 6902, as the API server takes it. */
export type Operation =
  | { readonly op: 'add' | 'replace' | 'test'; readonly path: string; readonly value: unknown }
  | { readonly op: 'remove'; readonly path: string };

const escape = (name: string): string => name.replaceAll('~', '~0').replaceAll('/', '~1');

const pointer = (names: readonly (string | number)[]): string => names.map((name) => `/${escape(String(name))}`).join('');

/** Indices hold only for the object at hand, so every step is worked out on the state that the steps before it left. */
const operation = (root: unknown, { path, after, follows }: Difference): Operation => {
  const names: (string | number)[] = [];
  let at: unknown = root;
  for (const [i, segment] of path.entries()) {
    const isLast = i === path.length - 1;
    if (typeof segment === 'string') {
      names.push(segment);
      at = isRecord(at) ? own(at, segment) : undefined;
      continue;
    }
    const list: readonly unknown[] = Array.isArray(at) ? at : [];
    const index = list.findIndex((item) => isRecord(item) && item[segment.by] === segment.is);
    if (isLast && index < 0) {
      const previous = follows === null ? -1 : list.findIndex((item) => isRecord(item) && item[segment.by] === follows);
      return { op: 'add', path: pointer([...names, previous < 0 && follows !== null ? list.length : previous + 1]), value: after };
    }
    names.push(index);
    at = list[index];
  }
  if (after === undefined) return { op: 'remove', path: pointer(names) };
  return { op: at === undefined ? 'add' : 'replace', path: pointer(names), value: after };
};

/** The operations that turn `before` into `after`, in an order in which each one's indices hold. */
export const jsonPatch = (before: unknown, after: unknown): readonly Operation[] => {
  let state = before;
  return differences(before, after).map((difference) => {
    const next = operation(state, difference);
    state = merge(state, [difference]).merged;
    return next;
  });
};
