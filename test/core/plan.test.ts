import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { creationOf, deletionOf } from '../../src/core/change.ts';
import { planChanges, type Proposed } from '../../src/core/plan.ts';
import type { Catalogue, Remediation } from '../../src/core/remediation.ts';
import { refOf, type Resource } from '../../src/core/resource.ts';
import { snapshotOf, type Snapshot } from '../../src/core/snapshot.ts';
import { account, demands, FACTS, findingOf, object, snapshot } from './objects.ts';

const KINDS = ['ServiceAccount'];
const a = demands('a', KINDS, 'a', 1);
const b = demands('b', KINDS, 'b', 2);

/** Findings of everything that the catalogue finds, as a scan would give them. */
const found = (at: Snapshot, catalogue: Catalogue) =>
  catalogue.flatMap((remediation) =>
    remediation.kinds.flatMap((kind) =>
      at
        .list(kind)
        .filter((resource) => remediation.find(resource, at).length > 0)
        .map((resource) => findingOf(remediation, at.ref(resource))),
    ),
  );

const applied = (at: Snapshot, plan: readonly Proposed[]): Snapshot =>
  at.with(plan.map(({ change }) => ({ ref: change.ref, resource: change.after })));

const policy = (name: string, rest: object = {}): Resource => object('networking.k8s.io/v1', 'NetworkPolicy', name, 'web', rest);

const creates = (id: string, made: Resource): Remediation =>
  demands(id, KINDS, '-', '-', {
    find: (_resource, at) => (at.get(refOf(made)) ? [] : [{ path: '', detail: 'missing' }]),
    fix: () => [creationOf(made)],
  });

describe('planChanges', () => {
  it('merges several remediations on one object into one change, from what is to what should be', () => {
    const before = account('x');
    const at = snapshot([before]);
    expect(planChanges(at, found(at, [a, b]), [a, b])).toMatchObject([
      { change: { ref: refOf(before), before, after: { ...before, a: 1, b: 2 } }, findings: [{ remediation: 'a' }, { remediation: 'b' }] },
    ]);
  });

  it('runs fixes in the order of the catalogue, each on what the ones before it left', () => {
    const seen: unknown[] = [];
    const last = demands('last', KINDS, 'c', 3, {
      fix: (resource, at) => {
        seen.push(resource['a']);
        return [{ ref: at.ref(resource), before: resource, after: { ...resource, c: 3 } }];
      },
    });
    const at = snapshot([account('x')]);
    planChanges(at, [...found(at, [last]), ...found(at, [a])], [a, last]);
    expect(seen).toEqual([1]);
  });

  it('takes only what was chosen, and what is still there', () => {
    const at = snapshot([account('x'), account('y')]);
    const [first] = found(at, [a]);
    expect(planChanges(at, [first!], [a, b]).map(({ change }) => change.ref.name)).toEqual(['x']);
    const gone = findingOf(a, { ...first!.ref, name: 'gone' });
    expect(planChanges(at, [gone], [a])).toEqual([]);
  });

  it('leaves alone what an earlier fix of the same plan has closed', () => {
    const alsoA = demands('also-a', KINDS, 'a', 1);
    const at = snapshot([account('x')]);
    const plan = planChanges(at, found(at, [a, alsoA]), [a, alsoA]);
    expect(plan).toMatchObject([{ change: { after: { a: 1 } } }]);
  });

  it('has nothing left to do once it is applied, whatever the objects and the choice', () => {
    const catalogue = [a, b, creates('policy', policy('deny')), demands('accounts', KINDS, 'c', 0)];
    const accounts = fc.uniqueArray(
      fc.record({ name: fc.constantFrom('x', 'y', 'z'), a: fc.constantFrom(0, 1), b: fc.constantFrom(0, 2) }),
      { selector: ({ name }) => name },
    );
    fc.assert(
      fc.property(accounts, fc.infiniteStream(fc.boolean()), (list, choose) => {
        const at = snapshot(list.map(({ name, ...rest }) => account(name, 'web', rest)));
        const chosen = found(at, catalogue).filter(() => choose.next().value);
        const plan = planChanges(at, chosen, catalogue);
        const after = applied(at, plan);
        expect(planChanges(after, chosen, catalogue)).toEqual([]);
        const left = new Set(found(after, catalogue).map(({ id }) => id));
        expect(chosen.filter(({ id }) => left.has(id))).toEqual([]);
        expect(new Set(plan.map(({ change }) => JSON.stringify(change.ref))).size, 'one change for each object').toBe(plan.length);
        for (const { change } of plan) if (change.before) expect(at.get(change.ref)).toBe(change.before);
      }),
    );
  });

  it('lets several fixes of one remediation edit one object', () => {
    const target = object('v1', 'ConfigMap', 'shared', 'web', { seen: [] });
    const notes = demands('notes', KINDS, '-', '-', {
      find: (resource, at) =>
        (at.get(refOf(target))?.['seen'] as string[]).includes(resource.metadata.name) ? [] : [{ path: '', detail: '' }],
      fix: (resource, at) => {
        const before = at.get(refOf(target))!;
        return [{ ref: at.ref(before), before, after: { ...before, seen: [...(before['seen'] as string[]), resource.metadata.name] } }];
      },
    });
    const at = snapshot([account('x'), account('y'), account('z'), target]);
    const plan = planChanges(at, found(at, [notes]), [notes]);
    expect(plan).toMatchObject([{ change: { before: target, after: { seen: ['x', 'y', 'z'] } } }]);
    expect(plan[0]!.findings).toHaveLength(3);
  });

  it('plans one creation for all that ask for the same, and refuses two different ones', () => {
    const at = snapshot([account('x')]);
    const [one, same, other] = [
      creates('one', policy('deny')),
      creates('same', policy('deny')),
      creates('other', policy('deny', { spec: {} })),
    ];
    const both = [findingOf(one, refOf(account('x'))), findingOf(same, refOf(account('x')))];
    expect(planChanges(at, both, [one, same])).toMatchObject([{ change: { after: policy('deny') } }]);
    const blind = (remediation: Remediation): Remediation => ({ ...remediation, find: () => [{ path: '', detail: '' }] });
    const clash = [blind(one), blind(other)];
    expect(() =>
      planChanges(
        at,
        clash.map((r) => findingOf(r, refOf(account('x')))),
        clash,
      ),
    ).toThrow(/one.*create|other and one create/);
  });

  it('writes a new object beside the file that asked for it', () => {
    const source = { file: 'web.yaml', document: 1 };
    const resource = account('x');
    const at = snapshotOf([{ resource, source }], { ...FACTS, origin: 'files' });
    const one = creates('one', policy('deny'));
    expect(planChanges(at, [findingOf(one, at.ref(resource))], [one])).toMatchObject([{ change: { beside: source } }]);
  });

  it('creates what others depend on first, then edits, and deletes last', () => {
    const kinds = ['RoleBinding', 'NetworkPolicy', 'Role', 'ServiceAccount', 'Namespace'];
    const made = kinds.map((kind) =>
      object(kind.startsWith('Role') ? 'rbac.authorization.k8s.io/v1' : 'v1', kind, 'new', kind === 'Namespace' ? undefined : 'web'),
    );
    const all = demands('all', KINDS, '-', '-', {
      find: () => [{ path: '', detail: '' }],
      fix: (resource, at) => [
        deletionOf(at, at.get(refOf(account('old')))!),
        { ref: at.ref(resource), before: resource, after: { ...resource, edited: true } },
        ...made.map(creationOf),
      ],
    });
    const at = snapshot([account('x'), account('old')]);
    const plan = planChanges(at, [findingOf(all, refOf(account('x')))], [all]);
    expect(plan.map(({ change }) => (change.before ? (change.after ? 'edit' : 'delete') : change.ref.kind))).toEqual([
      'Namespace',
      'ServiceAccount',
      'Role',
      'RoleBinding',
      'NetworkPolicy',
      'edit',
      'delete',
    ]);
  });

  it('proposes nothing where a guide or no fix stands', () => {
    const at = snapshot([account('x')]);
    const guided = { ...a, guide: () => ({ steps: [] }) };
    const unfixable = Object.fromEntries(Object.entries(a).filter(([name]) => name !== 'fix')) as unknown as Remediation;
    for (const remediation of [guided, unfixable]) expect(planChanges(at, found(at, [a]), [remediation])).toEqual([]);
  });

  it('answers an input by finding, then by remediation, then by its default', () => {
    const asks = demands('asks', KINDS, '-', '-', {
      find: (resource) => (resource['uid'] === undefined ? [{ path: '', detail: '' }] : []),
      inputs: () => [{ name: 'uid', ask: 'Which user?', default: '1' }],
      fix: (resource, at, answers) => [{ ref: at.ref(resource), before: resource, after: { ...resource, uid: answers['uid'] } }],
    });
    const at = snapshot([account('x'), account('y')]);
    const uids = (book?: object): unknown[] =>
      planChanges(at, found(at, [asks]), [asks], book as never).map(({ change }) => change.after?.['uid']);
    expect(uids()).toEqual(['1', '1']);
    expect(uids({ asks: { uid: '2' } })).toEqual(['2', '2']);
    expect(uids({ asks: { uid: '2' }, 'asks:ServiceAccount|web|y': { uid: '3' } })).toEqual(['2', '3']);
  });
});
