import { describeReasons } from '../../analysis/psa/describe.ts';
import { inspectPodSecurity, type NamespaceLevels, type PodSecurityResult } from '../../analysis/psa/inspect.ts';
import type { Level } from '../../analysis/psa/level.ts';
import { refKey } from '../../core/resource.ts';
import type { Snapshot } from '../../core/snapshot.ts';
import { topController, WORKLOAD_KINDS } from '../../core/workload.ts';
import { entriesOf, type Answer, type Entry, type Group } from './entries.ts';

/** What is read to answer. */
export const POD_SECURITY_KINDS = [...WORKLOAD_KINDS, 'Namespace'];

interface Shown {
  readonly result: PodSecurityResult;
  stands: number;
}

const saying = ({ violations }: PodSecurityResult): string => JSON.stringify(violations);

/** What a controller makes and is judged as the controller's own template has no entry of its own: it says the same once more. */
const folded = (results: readonly PodSecurityResult[], snapshot: Snapshot): readonly Shown[] => {
  const found = new Map(results.map((result) => [refKey(result.ref), { result, stands: 0 }]));
  return [...found.values()].filter(({ result }) => {
    const resource = snapshot.get(result.ref);
    const top = resource && topController(resource, snapshot);
    const maker = top && top !== resource ? found.get(refKey(snapshot.ref(top))) : undefined;
    if (!maker || saying(maker.result) !== saying(result)) return true;
    maker.stands++;
    return false;
  });
};

const entryOf = ({ result, stands }: Shown, level: Level): Omit<Entry, 'head'> => {
  const { ref, violations } = result;
  return {
    key: refKey(ref),
    namespace: ref.namespace ?? '',
    kind: ref.kind,
    name: ref.name,
    words: violations.length > 0 ? `refused ${describeReasons(violations)}` : 'ok',
    about: { type: 'judged', result, level, stands },
  };
};

const nameOf = ({ result: { ref } }: Shown): string => `${ref.kind} ${ref.name}`;

const groupOf = (
  namespace: string,
  level: Level,
  levels: NamespaceLevels | undefined,
  judged: readonly PodSecurityResult[],
  shown: readonly Shown[],
): Group => {
  const [refused, fine] = [
    shown.filter(({ result }) => result.violations.length > 0),
    shown.filter(({ result }) => result.violations.length === 0),
  ];
  const byName = (a: Shown, b: Shown): number => (nameOf(a) < nameOf(b) ? -1 : 1);
  return {
    head: {
      key: `namespace ${namespace}`,
      namespace,
      kind: 'Namespace',
      name: namespace,
      words: levels ? `enforces ${levels.enforces} could ${levels.meets}` : 'not known',
      about: { type: 'namespace', levels, level, refused: refused.map(({ result }) => result), shown: shown.length, judged: judged.length },
    },
    members: [...refused.sort(byName), ...fine.sort(byName)].map((one) => entryOf(one, level)),
  };
};

/** Namespace by namespace what it could enforce, and what a level would refuse there. */
export const podSecurityAnswer = async (
  snapshot: Snapshot,
  level: Level,
  only: string | undefined,
  breathe: () => Promise<void>,
): Promise<Answer> => {
  const names = only === undefined ? snapshot.list('Namespace').map(({ metadata }) => metadata.name) : [only];
  const groups: Group[] = [];
  let [refused, all, asked] = [0, 0, ''];
  for (const namespace of names.toSorted()) {
    const { version, results, namespaces } = inspectPodSecurity(snapshot, { level, version: 'latest', namespace });
    const shown = folded(results, snapshot);
    refused += shown.filter(({ result }) => result.violations.length > 0).length;
    all += shown.length;
    asked = version;
    groups.push(groupOf(namespace, level, namespaces[0], results, shown));
    await breathe();
  }
  return {
    headline: `${refused} of ${all} refused at ${level}${asked === '' ? '' : `, ${asked}`}`,
    entries: entriesOf(
      snapshot.unread.filter(({ kind }) => POD_SECURITY_KINDS.includes(kind)),
      groups,
    ),
  };
};
