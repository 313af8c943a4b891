import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { authorize } from '../../../src/analysis/rbac/authorize.ts';
import { covers, difference } from '../../../src/analysis/rbac/difference.ts';
import { reachedAs } from '../../../src/analysis/rbac/identity.ts';
import { joined } from '../../../src/analysis/rbac/joined.ts';
import { lossesByBinding } from '../../../src/analysis/rbac/losses.ts';
import { allows, isUrl } from '../../../src/analysis/rbac/request.ts';
import { isRight, type Rule } from '../../../src/analysis/rbac/rules.ts';
import { snapshotFrom } from '../../remediations/manifests.ts';
import { binding, role } from './objects.ts';
import { requests, rules } from './rights.ts';

const BOB = { kind: 'User', name: 'bob' } as const;

/** Rules taken apart into single rights, as `BreakdownRule` of component-helpers does. */
const rightsOf = (of: readonly Rule[]): readonly Rule[] =>
  of.flatMap((rule) => [
    ...rule.apiGroups.flatMap((group) =>
      rule.resources.flatMap((resource) =>
        rule.verbs.flatMap((verb) =>
          (rule.resourceNames.length > 0 ? rule.resourceNames.map((name) => [name]) : [[]]).map((resourceNames) => ({
            verbs: [verb],
            apiGroups: [group],
            resources: [resource],
            resourceNames,
            nonResourceURLs: [],
          })),
        ),
      ),
    ),
    ...rule.nonResourceURLs.flatMap((path) =>
      rule.verbs.map((verb) => ({ verbs: [verb], apiGroups: [], resources: [], resourceNames: [], nonResourceURLs: [path] })),
    ),
  ]);

const keys = (of: readonly Rule[]): readonly string[] => [...new Set(rightsOf(of).map((right) => JSON.stringify(right)))].sort();

describe('difference', () => {
  it('is exactly the rights that no rule of the other covers, one by one', () => {
    fc.assert(
      fc.property(rules, rules, (servant, owner) => {
        const missing = rightsOf(servant).filter((right) => !owner.some((rule) => difference([right], [rule]).length === 0));
        expect(keys(difference(servant, owner))).toEqual(keys(missing));
      }),
    );
  });

  it('has no right twice, where the rules have none', () => {
    fc.assert(
      fc.property(rules, rules, (servant, owner) => {
        const left = difference(joined(servant).slice(0, 1), owner);
        expect(rightsOf(left)).toHaveLength(keys(left).length);
      }),
    );
  });
});

describe('covers', () => {
  it('is reflexive', () => {
    fc.assert(
      fc.property(rules, (of) => {
        expect(covers(of, of)).toBe(true);
      }),
    );
  });

  it('is transitive', () => {
    const chain = fc.tuple(rules, rules, rules).map(([a, b, c]): readonly [readonly Rule[], readonly Rule[], readonly Rule[]] => {
      const most = [...a, ...b];
      return [most, joined(most).slice(0, 3), difference(most, c)];
    });
    fc.assert(
      fc.property(fc.oneof(chain, fc.tuple(rules, rules, rules)), ([a, b, c]) => {
        if (covers(a, b) && covers(b, c)) expect(covers(a, c)).toBe(true);
      }),
    );
  });

  it('means that what one allows the other allows too', () => {
    fc.assert(
      fc.property(rules, rules, requests, (a, b, request) => {
        const more = [...a, ...joined(b)];
        for (const [owner, servant] of [[a, b] as const, [more, b] as const])
          if (covers(owner, servant) && servant.some((rule) => allows(rule, request)))
            expect(owner.some((rule) => allows(rule, request))).toBe(true);
      }),
    );
  });
});

describe('joined', () => {
  it('keeps every right and adds none', () => {
    fc.assert(
      fc.property(rules, (of) => {
        expect(keys(joined(of))).toEqual(keys(of));
      }),
    );
  });

  it('does nothing the second time', () => {
    fc.assert(
      fc.property(rules, (of) => {
        expect(joined(joined(of))).toEqual(joined(of));
      }),
    );
  });
});

interface Bound {
  readonly rules: readonly Rule[];
  readonly namespace: string | undefined;
}

const bindings: fc.Arbitrary<readonly Bound[]> = fc.array(fc.record({ rules, namespace: fc.constantFrom(undefined, 'shop', 'bank') }), {
  minLength: 1,
  maxLength: 4,
});

const objectsOf = (bound: readonly Bound[]) =>
  bound.flatMap(({ rules: of, namespace }, i) => [
    role(`r${i}`, of),
    binding(`b${i}`, `ClusterRole r${i}`, ['user:bob'], namespace === undefined ? {} : { namespace }),
  ]);

describe('authorize', () => {
  it('is some rule of a binding that reaches there', () => {
    fc.assert(
      fc.property(bindings, requests, fc.constantFrom(undefined, 'shop', 'bank'), (bound, request, namespace) => {
        const reaching = bound.filter((one) => one.namespace === undefined || (!isUrl(request) && one.namespace === namespace));
        const expected = reaching.some((one) => one.rules.some((rule) => allows(rule, request)));
        expect(authorize(reachedAs(BOB), request, namespace, snapshotFrom(objectsOf(bound))).allowed).toBe(expected);
      }),
    );
  });
});

describe('lossesByBinding', () => {
  it('together with what stays is what was', () => {
    fc.assert(
      fc.property(bindings, (bound) => {
        const objects = objectsOf(bound);
        const [first] = bound;
        const gone = objects[1];
        if (!first || !gone) return;
        const lost = lossesByBinding(gone, undefined, snapshotFrom(objects)).flatMap((loss) => loss.rules ?? []);
        const stays = bound.slice(1).filter(({ namespace }) => namespace === undefined || namespace === first.namespace);
        const staying = stays.flatMap((one) => one.rules);
        const was = first.rules.filter(isRight);
        expect(covers([...lost, ...staying], was)).toBe(true);
        expect(covers(was, lost)).toBe(true);
        for (const right of rightsOf(lost)) expect(covers(staying, [right])).toBe(false);
      }),
    );
  });
});
