import type { Operation } from '../../src/core/jsonPatch.ts';

const parse = (pointer: string): string[] => {
  if (pointer === '') return [];
  if (!pointer.startsWith('/')) throw new Error(`no JSON pointer: ${pointer}`);
  return pointer
    .slice(1)
    .split('/')
    .map((token) => token.replaceAll('~1', '/').replaceAll('~0', '~'));
};

const indexOf = (token: string, length: number): number => {
  if (!/^(0|[1-9]\d*)$/.test(token) || Number(token) >= length) throw new Error(`no element ${token} in a list of ${length}`);
  return Number(token);
};

/** RFC 6902 as it is written, for tests: errors where it demands them, and nothing of ours but the type. */
const applyOne = (root: unknown, { op, path, ...rest }: Operation): unknown => {
  const value = 'value' in rest ? structuredClone(rest.value) : undefined;
  if (op !== 'remove' && value === undefined) throw new Error(`${op} without a value`);
  const tokens = parse(path);
  const last = tokens.pop();
  if (last === undefined) {
    if (op === 'remove' || op === 'test') throw new Error('not needed here');
    return value;
  }
  let parent = root;
  for (const token of tokens) {
    if (Array.isArray(parent)) parent = parent[indexOf(token, parent.length)];
    else if (typeof parent === 'object' && parent !== null && Object.hasOwn(parent, token))
      parent = (parent as Record<string, unknown>)[token];
    else throw new Error(`${path}: there is no ${token}`);
  }
  if (Array.isArray(parent)) {
    if (op === 'add') parent.splice(last === '-' ? parent.length : indexOf(last, parent.length + 1), 0, value);
    else if (op === 'remove') parent.splice(indexOf(last, parent.length), 1);
    else parent[indexOf(last, parent.length)] = value;
    return root;
  }
  if (typeof parent !== 'object' || parent === null) throw new Error(`${path}: its parent is no object`);
  if (op !== 'add' && !Object.hasOwn(parent, last)) throw new Error(`${path}: ${op} of what is not there`);
  if (op === 'remove') delete (parent as Record<string, unknown>)[last];
  else Object.defineProperty(parent, last, { value, enumerable: true, writable: true, configurable: true });
  return root;
};

export const applyPatch = (document: unknown, patch: readonly Operation[]): unknown =>
  patch.reduce<unknown>(applyOne, structuredClone(document));
