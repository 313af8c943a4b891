import { hardening, type Demands, type Hardening } from '../app/hardening.ts';
import type { SavedPlan } from '../app/savedPlan.ts';
import { refKey, type Resource } from '../core/resource.ts';
import { hardeningLines } from '../report/hardeningReport.ts';
import { leftBecause, type Wanted } from './choosing.ts';
import { namespaceOf, type Flags } from './flags.ts';
import { selectorOf } from './labels.ts';
import type { Planned } from './planning.ts';
import type { Scanned } from './scanning.ts';

/** What Pods and templates in the scope of the flags need to meet a level, less what a person did not accept or answer. */
export const hardeningOf = ({ scan, catalogue }: Scanned, flags: Flags, wanted: Wanted, demands: Demands): Hardening => {
  const { snapshot, ignored } = scan;
  const namespace = namespaceOf(flags);
  const isLabelled = flags.selector === undefined ? () => true : selectorOf(flags.selector);
  const isNamed = (resource: Resource): boolean =>
    wanted.objects.length === 0 || wanted.objects.some(({ matches }) => matches(snapshot.ref(resource)));
  const isIgnored = new Set(ignored.map(({ id }) => id));
  return hardening({
    snapshot,
    catalogue,
    ...demands,
    answers: wanted.answers,
    selects: (resource) =>
      (namespace === undefined || resource.metadata.namespace === namespace) && isLabelled(resource) && isNamed(resource),
    refuses: (finding, remediation, at) => (isIgnored.has(finding.id) ? 'is ignored' : leftBecause(remediation, finding, at, wanted)),
  });
};

/** The same for a saved plan: exactly the findings that were saved. */
export const hardeningAsSaved = ({ scan, catalogue }: Scanned, { findings, answers }: SavedPlan, demands: Demands): Hardening => {
  const saved = new Set(findings);
  const objects = new Set(findings.map((id) => id.slice(id.indexOf(':') + 1)));
  const { snapshot } = scan;
  return hardening({
    snapshot,
    catalogue,
    ...demands,
    answers,
    selects: (resource) => objects.has(refKey(snapshot.ref(resource))),
    refuses: ({ id }) => (saved.has(id) ? undefined : 'is not in the saved plan'),
  });
};

/** The flags that let through all that waits for a person, as they can be pasted; undefined where nothing does. */
const flagsForAll = ({ scan: { snapshot }, catalogue }: Scanned, { left }: Hardening, wanted: Wanted): string | undefined => {
  const [accept, set] = [new Set<string>(), new Set<string>()];
  for (const { finding } of left.filter(({ finding: { fix } }) => fix === 'guard' || fix === 'input')) {
    const { remediation: id, doubts } = finding;
    const resource = snapshot.get(finding.ref);
    const asked = (resource && catalogue.find((one) => one.id === id)?.inputs?.(resource, snapshot)) ?? [];
    const inputs = asked.filter(({ optional }) => !optional);
    if (doubts.length > 0 || inputs.some((input) => input.default !== undefined)) accept.add(id);
    for (const { name, default: suggested } of inputs)
      if (suggested === undefined && wanted.answers[id]?.[name] === undefined) set.add(`${id}.${name}=VALUE`);
  }
  for (const id of wanted.accept) if (accept.size > 0) accept.add(id);
  const given = [...(accept.size > 0 ? [`--accept ${[...accept].join(',')}`] : []), ...[...set].map((value) => `--set ${value}`)];
  return given.length === 0 ? undefined : given.join(' ');
};

/** What of a level is met, what is not and why, and what it would take besides; nothing where no level was asked for. */
export const linesOfHardening = (planned: Planned): readonly string[] => {
  if (!planned.hardening) return [];
  const more = flagsForAll(planned, planned.hardening, planned.wanted);
  return [...hardeningLines(planned.hardening), ...(more === undefined ? [] : [`What waits for you goes through with: ${more}`])];
};
