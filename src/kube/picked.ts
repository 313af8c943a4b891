import { isRecord } from '../core/resource.ts';

/** Only these fields of an object; undefined where it has none of them. */
export const picked = (from: unknown, names: readonly string[]): Readonly<Record<string, unknown>> | undefined => {
  if (!isRecord(from)) return undefined;
  const kept: Record<string, unknown> = {};
  let any = false;
  for (const name of names) {
    const value = from[name];
    if (value === undefined) continue;
    kept[name] = value;
    any = true;
  }
  return any ? kept : undefined;
};
