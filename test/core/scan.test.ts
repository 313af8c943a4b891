import { describe, expect, it } from 'vitest';
import type { Owner } from '../../src/core/owner.ts';
import { kindsRead, scan, scoreWithout } from '../../src/core/scan.ts';
import { CLUSTER, type Unread } from '../../src/core/snapshot.ts';
import type { Remediation } from '../../src/core/remediation.ts';
import type { Resource } from '../../src/core/resource.ts';
import { account, demands, FACTS, object, snapshot } from './objects.ts';

const nobody = (): undefined => undefined;
const automount = demands('automount', ['ServiceAccount'], 'automountServiceAccountToken', false);

describe('scan', () => {
  it('finds what is weak, and says where and what', () => {
    const [weak, sound] = [account('a'), account('b', 'web', { automountServiceAccountToken: false })];
    const { findings, ran, notChecked } = scan(snapshot([weak, sound]), [automount], nobody);
    expect(findings).toMatchObject([
      {
        id: 'automount:ServiceAccount|web|a',
        remediation: 'automount',
        ref: { kind: 'ServiceAccount', namespace: 'web', name: 'a' },
        evidence: [{ path: 'automountServiceAccountToken', detail: 'is not false' }],
        fix: 'auto',
      },
    ]);
    expect([ran, notChecked]).toEqual([1, []]);
  });

  it('keeps the order of the catalogue, then of reading', () => {
    const other = demands('other', ['ServiceAccount'], 'x', 1);
    const at = snapshot([account('b'), account('a')]);
    expect(scan(at, [other, automount], nobody).findings.map(({ remediation, ref }) => [remediation, ref.name])).toEqual([
      ['other', 'b'],
      ['other', 'a'],
      ['automount', 'b'],
      ['automount', 'a'],
    ]);
  });

  it('reports a kind that could not be read as not checked, never as passed', () => {
    const at = snapshot([], [{ kind: 'ServiceAccount', reason: 'forbidden' }]);
    const { findings, notChecked, ran } = scan(at, [automount], nobody);
    expect([findings, ran]).toEqual([[], 0]);
    expect(notChecked).toEqual([{ remediation: 'automount', reason: 'ServiceAccount: forbidden' }]);
  });

  it('judges what could be read of a kind, and says which namespaces are missing', () => {
    const at = snapshot([account('a')], [{ kind: 'ServiceAccount', namespace: 'ops', reason: 'forbidden' }]);
    const { findings, notChecked, ran } = scan(at, [automount], nobody);
    expect(findings).toHaveLength(1);
    expect(ran).toBe(1);
    expect(notChecked).toEqual([{ remediation: 'automount', reason: 'ServiceAccount in ops: forbidden' }]);
  });

  it('decides nothing without what a remediation must see', () => {
    const blind = { ...automount, reads: ['Pod'] };
    const at = snapshot([account('a')], [{ kind: 'Pod', reason: 'forbidden' }]);
    expect(scan(at, [blind], nobody)).toMatchObject({ findings: [], ran: 0, notChecked: [{ reason: 'Pod: forbidden' }] });
  });

  it('is not sure of a fix that what could not be read might speak against, and needs no hint for it', () => {
    const blind = { ...automount, doubtsFrom: ['Node', 'Lease'], hints: ['Pod'] };
    const fixOf = (...unread: readonly Unread[]) => scan(snapshot([account('a')], unread), [blind], nobody).findings;
    const reason = 'forbidden';
    expect(fixOf({ kind: 'Node', reason })).toMatchObject([
      { fix: 'guard', doubts: [{ text: 'Node could not be read: what it says against this fix is not known' }] },
    ]);
    expect(fixOf({ kind: 'Lease', onlyIn: 'web', reason })).toMatchObject([
      { fix: 'guard', doubts: [{ text: 'Lease could be read in web alone: what elsewhere depends on it was not seen' }] },
    ]);
    expect(fixOf({ kind: 'Pod', reason })).toMatchObject([{ fix: 'auto', doubts: [] }]);
    expect(fixOf()).toMatchObject([{ fix: 'auto', doubts: [] }]);
  });

  it('keeps the order of the kinds of a check, whichever others run beside it', () => {
    const [one, other] = [
      { ...automount, kinds: ['ServiceAccount', 'Pod'] },
      { ...demands('other', ['ServiceAccount'], 'x', 1), kinds: ['Pod', 'ServiceAccount'] },
    ];
    const at = snapshot([account('a'), object('v1', 'Pod', 'p', 'web'), account('b')]);
    const kindsIn = (...checks: readonly Remediation[]) =>
      scan(at, checks, nobody).findings.map(({ remediation, ref }) => `${remediation} ${ref.kind} ${ref.name}`);
    expect(kindsIn(one, other)).toEqual([...kindsIn(one), ...kindsIn(other)]);
    expect(kindsIn(other)).toEqual(['other Pod p', 'other ServiceAccount a', 'other ServiceAccount b']);
  });

  it('reports what is not visible in the target as not checked, where the whole target is asked about', () => {
    const [blind, at] = [{ ...automount, undecided: () => ['nothing to see'] }, snapshot([])];
    expect(scan(at, [blind], nobody)).toMatchObject({ ran: 0, notChecked: [{ remediation: 'automount', reason: 'nothing to see' }] });
    expect(scan(at, [blind], nobody, (ref) => ref.namespace === 'web').notChecked).toEqual([]);
    const unread = snapshot([], [{ kind: 'ServiceAccount', reason: 'forbidden' }]);
    expect(scan(unread, [blind], nobody).notChecked).toEqual([{ remediation: 'automount', reason: 'ServiceAccount: forbidden' }]);
  });

  it('looks only at those objects that can have it, where a remediation knows them', () => {
    const [a, b] = [account('a'), account('b')];
    const { findings, weight } = scan(snapshot([a, b]), [{ ...automount, among: () => [b] }], nobody);
    expect(findings.map(({ ref }) => ref.name)).toEqual(['b']);
    expect(weight.looked).toBe(weight.found);
  });

  it('tells apart what is needed by design', () => {
    const needs = {
      ...automount,
      byDesign: (resource: Resource) => (resource.metadata.name === 'a' ? 'it talks to the API server' : undefined),
    };
    const { findings, byDesign } = scan(snapshot([account('a'), account('b')]), [needs], nobody);
    expect(findings.map(({ ref }) => ref.name)).toEqual(['b']);
    expect(byDesign).toMatchObject([{ remediation: 'automount', ref: { name: 'a' }, reason: 'it talks to the API server' }]);
  });

  it('reports only what is in scope', () => {
    const at = snapshot([account('a', 'web'), account('b', 'ops')]);
    expect(scan(at, [automount], nobody, ({ namespace }) => namespace === 'ops').findings.map(({ ref }) => ref.name)).toEqual(['b']);
  });

  const owner: Owner = { tool: 'helm', name: 'web', strength: 'strong', consequence: 'reverts it' };
  it.each([
    ['auto', automount, nobody],
    ['guard', { ...automount, doubts: () => [{ text: 'a pod uses it' }] }, nobody],
    ['input', { ...automount, inputs: () => [{ name: 'uid', ask: 'Which?' }], doubts: () => [{ text: 'x' }] }, nobody],
    ['owned', { ...automount, inputs: () => [{ name: 'uid', ask: 'Which?' }] }, () => owner],
    ['auto', automount, () => ({ ...owner, strength: 'weak' as const })],
    ['guide', { ...automount, guide: () => ({ steps: ['by hand'] }) }, () => owner],
    ['guide', demands('no-fix', ['ServiceAccount'], 'x', 1, { fix: undefined as never }), nobody],
  ] as const)('decides on %s', (fix, remediation, ownerOf) => {
    expect(scan(snapshot([account('a')]), [remediation], ownerOf).findings.map((finding) => finding.fix)).toEqual([fix]);
  });

  it('knows no owner but the file, where objects stand in files', () => {
    const at = snapshot([account('a')], [], { ...FACTS, origin: 'files' });
    expect(scan(at, [automount], () => owner).findings).toMatchObject([{ fix: 'auto', owner }]);
  });

  it('scores 100 without a finding, and a critical one weighs more than a low one', () => {
    const others = [
      demands('fine', ['ServiceAccount'], 'y', undefined),
      demands('fine-too', ['ServiceAccount'], 'z', undefined, { severity: 'high' }),
    ];
    const scoreOf = (found: readonly Remediation[]): number => scan(snapshot([account('a')]), [...found, ...others], nobody).score ?? NaN;
    expect(scoreOf([])).toBe(100);
    expect(scoreOf([{ ...automount, severity: 'critical' }])).toBeLessThan(scoreOf([{ ...automount, severity: 'low' }]));
    expect(scoreOf([{ ...automount, severity: 'low' }])).toBeLessThan(100);
  });

  it('is the score of a scan without what is gone', () => {
    const few = [automount, demands('other', ['ServiceAccount'], 'x', true, { severity: 'critical' })];
    const found = scan(snapshot([account('a'), account('b'), account('c')]), few, nobody);
    const [first, ...rest] = found.findings;
    expect(scoreWithout(found, [])).toBe(found.score);
    expect(scoreWithout(found, found.findings)).toBe(100);
    expect(scoreWithout(found, rest)).toBeGreaterThan(scoreWithout(found, [first!])!);
  });

  it('has no score where no object of the target was judged: what is made up stands for nothing', () => {
    const ofNamespaces = demands('labels', ['Namespace', CLUSTER], 'x', undefined);
    expect(scan(snapshot([]), [automount, ofNamespaces], nobody).score).toBeUndefined();
    const inAnUnreadNamespace = snapshot([object('coordination.k8s.io/v1', 'Lease', 'a', 'web')]);
    expect(inAnUnreadNamespace.list('Namespace')).toHaveLength(1);
    expect(scan(inAnUnreadNamespace, [automount, ofNamespaces], nobody).score).toBeUndefined();
    expect(scan(snapshot([account('a')]), [automount], nobody, () => false).score).toBeUndefined();
  });

  it('bears objects of which only the name is right', () => {
    const odd = object('v1', 'ServiceAccount', 'odd', undefined, {
      secrets: null,
      metadata: { name: 'odd', labels: 3, ownerReferences: 'x' },
    });
    expect(scan(snapshot([odd]), [automount], nobody).findings).toHaveLength(1);
  });
});

describe('kindsRead', () => {
  it('is what the catalogue looks at or must see, once each', () => {
    expect(
      kindsRead([
        { ...automount, reads: ['Pod'] },
        { ...automount, reads: ['Pod', 'Secret'] },
      ]),
    ).toEqual(['ServiceAccount', 'Pod', 'Secret']);
  });
});
