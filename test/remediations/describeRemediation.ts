import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { equal, inverted, type Change } from '../../src/core/change.ts';
import { differences, formatPath, invert } from '../../src/core/diff.ts';
import { merge } from '../../src/core/merge.ts';
import { planChanges } from '../../src/core/plan.ts';
import type { Answers, Remediation } from '../../src/core/remediation.ts';
import { isRecord, kindOf, refKey, refOf, type Kind, type Resource } from '../../src/core/resource.ts';
import { kindsOf, scanOne } from '../../src/core/scan.ts';
import { amended, CLUSTER, type Facts, type Snapshot } from '../../src/core/snapshot.ts';
import { resources, snapshotFrom, type Manifest } from './manifests.ts';
import { malformed } from './malformed.ts';
import { stands } from './paths.ts';

export interface Stated {
  /** The weakness, with what is needed around it; the object that has it is the first of the remediation's kinds, or `judged`. */
  readonly weak: Manifest;
  /** All objects after the fix: created ones are in it, deleted ones are not. Where there is only a guide: what a person makes of it. */
  readonly hardened: Manifest;
  /** What is already as it should be, in other ways than the fix's: one manifest as YAML, or several. */
  readonly sound: string | readonly Manifest[];
  /** `Namespace shop`, where it is not the first object of the remediation's kinds. */
  readonly judged?: string;
  readonly answers?: Answers;
  readonly facts?: Partial<Facts>;
}

const all = (snapshot: Snapshot, kinds: readonly string[]): readonly Resource[] => kinds.flatMap((kind) => snapshot.list(kind));

const byKey = (objects: readonly Resource[]): Readonly<Record<string, Resource>> =>
  Object.fromEntries(objects.map((object) => [refKey(refOf(object)), object]));

const findingsIn = (remediation: Remediation, snapshot: Snapshot) => scanOne(remediation, snapshot, () => undefined).findings;

const applied = (objects: readonly Resource[], changes: readonly Change[]): readonly Resource[] => {
  const next = new Map(Object.entries(byKey(objects)));
  for (const { ref, after } of changes) {
    if (after === undefined) next.delete(refKey({ ...ref }));
    else next.set(refKey({ ...ref }), after);
  }
  return [...next.values()];
};

/** The object with a field that nobody knows at every level, except where field names are data. */
const decorated = (value: unknown, name = ''): unknown => {
  if (Array.isArray(value)) return value.map((item: unknown) => decorated(item));
  if (!isRecord(value) || /labels|annotations|selector|nodeSelector|matchLabels/i.test(name)) return value;
  return {
    ...Object.fromEntries(Object.entries(value).map(([field, item]) => [field, decorated(item, field)])),
    unknownToUs: { kept: true },
  };
};

/** What is in every snapshot, and what no API server has: configuration files, and what a person gives besides. */
const NEEDS_NO_READING: readonly Kind[] = [CLUSTER, 'Namespace', 'kubeadm.k8s.io/ClusterConfiguration', 'kubeharden/AuditLog'];

/** The same snapshot, which tells of each kind that is asked for. */
const watched = (snapshot: Snapshot, asked: (kind: Kind) => void): Snapshot => ({
  ...amended(snapshot, {}),
  get: (ref) => {
    asked(kindOf(ref));
    return snapshot.get(ref);
  },
  list: (kind, namespace) => {
    asked(kind);
    return snapshot.list(kind, namespace);
  },
});

/** Proves the contract of `Remediation` on three manifests, and on broken variants of the weak one. */
export const describeRemediation = (remediation: Remediation, stated: Stated): void => {
  const weak = resources(stated.weak);
  const seen = (manifest: Manifest): Snapshot => snapshotFrom(manifest, stated.facts);
  const judgedIn = (snapshot: Snapshot): Resource => {
    const found = all(snapshot, remediation.kinds).find(
      (object) => stated.judged === undefined || `${object.kind} ${object.metadata.name}` === stated.judged,
    );
    if (!found) throw new Error(`the weak manifest of ${remediation.id} holds no ${stated.judged ?? remediation.kinds.join(' or ')}`);
    return found;
  };
  const changesFor = (objects: readonly Resource[]): readonly Change[] => {
    const snapshot = seen(objects);
    return planChanges(snapshot, findingsIn(remediation, snapshot), [remediation], { [remediation.id]: stated.answers ?? {} }).map(
      ({ change }) => change,
    );
  };

  describe(`${remediation.id} keeps the contract`, () => {
    it('says why, what may break, and what others call it', () => {
      expect(remediation.why).toMatch(/\w.*\.$/);
      expect(remediation.risk).toMatch(/\w.*\.$/);
      expect(remediation.references.length).toBeGreaterThan(0);
    });

    it('finds the weak object, and says where', () => {
      const snapshot = seen(weak);
      const judged = judgedIn(snapshot);
      const evidence = remediation.find(judged, snapshot);
      expect(evidence).not.toHaveLength(0);
      for (const { path, detail } of evidence) {
        expect(stands(judged, path), `${path} in ${judged.kind} ${judged.metadata.name}`).toBe(true);
        expect(detail).not.toBe('');
      }
    });

    if ('fix' in remediation) {
      it('turns the weak manifest into the hardened one', () => {
        expect(byKey(applied(weak, changesFor(weak)))).toEqual(byKey(resources(stated.hardened)));
      });
    } else {
      it('says step by step what a person has to do', () => {
        const snapshot = seen(weak);
        const guide = remediation.guide?.(judgedIn(snapshot), snapshot);
        expect(guide?.steps.length).toBeGreaterThan(0);
        for (const step of guide?.steps ?? []) expect(step).toMatch(/^[A-Z].*[.:]$/s);
      });
    }

    it('is silent on what is hardened', () => {
      expect(findingsIn(remediation, seen(stated.hardened))).toEqual([]);
    });

    const sound = typeof stated.sound === 'string' ? [stated.sound] : stated.sound;
    it.each(sound.map((manifest, i) => [i, manifest] as const))('is silent on sound manifest %i', (_i, manifest) => {
      const snapshot = seen(manifest);
      expect(all(snapshot, remediation.kinds).length, 'objects looked at').toBeGreaterThan(0);
      expect(findingsIn(remediation, snapshot)).toEqual([]);
    });

    it('proposes nothing the second time', () => {
      const once = applied(weak, changesFor(weak));
      expect(changesFor(once)).toEqual([]);
      const snapshot = seen(once);
      const left = all(snapshot, remediation.kinds).flatMap((object) => remediation.fix?.(object, snapshot, stated.answers ?? {}) ?? []);
      expect(left.filter(({ before, after }) => !equal(before, after))).toEqual([]);
    });

    it('can be taken back', () => {
      const changes = changesFor(weak);
      expect(byKey(applied(applied(weak, changes), changes.map(inverted)))).toEqual(byKey(weak));
      for (const { before, after } of changes) {
        if (before !== undefined && after !== undefined) expect(merge(after, invert(differences(before, after))).merged).toEqual(before);
      }
    });

    it('leaves alone what it does not know', () => {
      const edits = (objects: readonly Resource[]): readonly string[] =>
        changesFor(objects).flatMap(({ ref, before, after }) =>
          before === undefined || after === undefined
            ? [refKey(ref)]
            : differences(before, after).map(({ path }) => `${refKey(ref)} ${formatPath(path)}`),
        );
      expect(edits(weak.map((object) => decorated(object) as Resource))).toEqual(edits(weak));
    });

    it('asks for no kind that it does not declare: what could not be read is told only of those', () => {
      const asked = new Set<Kind>();
      for (const manifest of [weak, stated.hardened, ...sound]) {
        const snapshot = watched(seen(manifest), (kind) => asked.add(kind));
        const { findings } = scanOne(remediation, snapshot, () => undefined);
        planChanges(snapshot, findings, [remediation], { [remediation.id]: stated.answers ?? {} });
      }
      const declared = new Set([...kindsOf(remediation), ...NEEDS_NO_READING]);
      expect([...asked].filter((kind) => !declared.has(kind))).toEqual([]);
    });

    it('bears malformed objects', () => {
      fc.assert(
        fc.property(malformed(weak), (objects) => {
          const snapshot = seen(objects);
          for (const object of all(snapshot, remediation.kinds)) {
            const evidence = remediation.find(object, snapshot);
            if (evidence.length === 0) continue;
            for (const { path } of evidence) expect(stands(object, path), path).toBe(true);
            remediation.byDesign?.(object, snapshot);
            remediation.doubts?.(object, snapshot);
            remediation.inputs?.(object, snapshot);
            if (remediation.guide?.(object, snapshot)) continue;
            const after = remediation.fix?.(object, snapshot, stated.answers ?? {}) ?? [];
            for (const edit of after) expect(kindOf(edit.ref)).not.toBe('');
          }
        }),
        { numRuns: 300 },
      );
    });
  });
};
