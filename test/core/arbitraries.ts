import fc from 'fast-check';

/** Names of fields as the worst of objects have them; the last ones are inherited by every object in JavaScript. */
const name = fc.oneof(
  fc.constantFrom('name', 'containers', 'env', 'volumeMounts', 'mountPath', 'ports', 'image', 'a', 'b'),
  fc.constantFrom('', '/', '~', '~1', 'a/b', 'a~b', '.', 'a.b', '0', '-', '[x]', '"', 'constructor', 'toString', '__proto__'),
);

const key = fc.constantFrom('a', 'b', 'c', 'd', '', '/', '0');

const scalar = fc.oneof(fc.constantFrom(null, true, false, '', 'x', 'y'), fc.integer({ min: 0, max: 3 }));

/** `{ name: …, mountPath: … }` with other fields, the items of keyed lists. */
const itemOf = (rest: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> =>
  fc
    .tuple(key, key, fc.dictionary(name, rest, { maxKeys: 2, noNullPrototype: true }))
    .map(([a, b, others]) => ({ ...others, name: a, mountPath: b }));

/** Any JSON, rich in lists whose items have names: unique or twice, in any order, among other things. */
export const json: fc.Arbitrary<unknown> = fc.letrec<{ any: unknown }>((tie) => ({
  any: fc.oneof(
    { maxDepth: 4, depthSize: 'small' },
    scalar,
    fc.dictionary(name, tie('any'), { maxKeys: 4, noNullPrototype: true }),
    fc.uniqueArray(itemOf(tie('any')), { maxLength: 4, selector: (item) => (item as { name: string }).name }),
    fc.array(itemOf(tie('any')), { maxLength: 3 }),
    fc.array(tie('any'), { maxLength: 3 }),
  ),
})).any;

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);

/** What the seeds make of a value: the same one with some places changed, gone, new or moved. */
const changed = (value: unknown, next: () => number, fresh: () => unknown): unknown => {
  const dice = next() % 10;
  if (dice === 0) return fresh();
  if (dice < 4) return value;
  if (Array.isArray(value)) {
    const kept = value.filter(() => next() % 5 > 0).map((item) => changed(item, next, fresh));
    if (next() % 4 === 0) kept.splice(next() % (kept.length + 1), 0, fresh());
    if (next() % 4 === 0) kept.reverse();
    return kept;
  }
  if (!isObject(value)) return dice < 7 ? value : fresh();
  const entries = Object.entries(value)
    .filter(() => next() % 6 > 0)
    .map(([field, is]) => [field, field === 'name' ? is : changed(is, next, fresh)]);
  return Object.fromEntries([...entries, ...(next() % 3 === 0 ? [['added', fresh()]] : [])]);
};

const variant = (value: unknown): fc.Arbitrary<unknown> =>
  fc
    .tuple(fc.array(fc.nat(1000), { minLength: 60, maxLength: 60 }), fc.array(json, { minLength: 4, maxLength: 4 }))
    .map(([seeds, values]) => {
      let [i, j] = [0, 0];
      return changed(
        value,
        () => seeds[i++ % seeds.length]!,
        () => values[j++ % values.length],
      );
    });

/** An object before, after (ours) and live (theirs): related, as versions of one object are. */
export const versions = json.chain((before) => fc.record({ before: fc.constant(before), after: variant(before), live: variant(before) }));
