import { hasScans, scanOf, VULNERABILITY_REPORT, type Scanned, type Vulnerability } from '../src/analysis/images/scans.ts';
import type { Evidence, Guide, Remediation } from '../src/core/remediation.ts';
import { text, type Resource } from '../src/core/resource.ts';
import type { Snapshot } from '../src/core/snapshot.ts';
import { containersOf, madeBy, WORKLOAD_KINDS } from '../src/core/workload.ts';
import { kubernetes, kubescape, nsa } from './references.ts';

const MOST_NAMED = 3;

const nameOf = ({ id, found, mended }: Vulnerability): string =>
  `${id}${found === '' ? '' : ` (${found}${mended === undefined ? '' : `, mended in ${mended}`})`}`;

const said = (image: string, { vulnerabilities, by }: Scanned): string => {
  const of = (severity: Vulnerability['severity']): number => vulnerabilities.filter((one) => one.severity === severity).length;
  const counts = (['critical', 'high'] as const).flatMap((severity) => (of(severity) > 0 ? [`${of(severity)} ${severity}`] : []));
  const named = vulnerabilities.slice(0, MOST_NAMED).map(nameOf);
  const more = vulnerabilities.length - named.length;
  return `${image} has known vulnerabilities (${counts.join(' and ')}), says ${by}: ${named.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
};

interface Vulnerable {
  readonly image: string;
  readonly path: string;
  readonly scanned: Scanned;
}

const vulnerableIn = (workload: Resource, snapshot: Snapshot): readonly Vulnerable[] =>
  containersOf(workload).flatMap(({ container, path }) => {
    const image = text(container['image']);
    const scanned = image === undefined ? undefined : scanOf(image, snapshot);
    return image !== undefined && scanned && scanned.vulnerabilities.length > 0 ? [{ image, path: `${path}.image`, scanned }] : [];
  });

const find = (workload: Resource, snapshot: Snapshot): readonly Evidence[] =>
  !hasScans(snapshot) || madeBy(workload, snapshot)
    ? []
    : vulnerableIn(workload, snapshot).map(({ image, path, scanned }) => ({ path, detail: said(image, scanned) }));

const guide = (workload: Resource, snapshot: Snapshot): Guide => {
  const each = [...new Map(vulnerableIn(workload, snapshot).map((of) => [of.image, of])).values()];
  const steps = each.map(({ image, scanned: { vulnerabilities } }) => {
    const mended = vulnerabilities.filter((one) => one.mended !== undefined).length;
    return mended === 0
      ? `Nothing mends what ${image} has yet: see whether its parts are in use, and what else can keep an attacker from them.`
      : `Build ${image} anew from a mended base, or take a newer release: ${mended} of its ${vulnerabilities.length} vulnerabilities are mended there.`;
  });
  return { steps: [...steps, 'Scan the new image before it is rolled out, and pin it by its digest.'] };
};

const remediation: Remediation = {
  id: 'vulnerable-image',
  title: 'An image has known vulnerabilities',
  severity: 'high',
  category: 'images',
  why: 'How to use a known vulnerability is often published: whoever reaches the program needs nothing else to get into it.',
  risk: 'A newer release may behave differently: try it where it can fail.',
  references: [
    ...['C-0083', 'C-0084', 'C-0085'].map(kubescape),
    nsa('Kubernetes Pod security'),
    kubernetes('concepts/security/security-checklist'),
  ],
  kinds: WORKLOAD_KINDS,
  reads: [VULNERABILITY_REPORT],
  find,
  guide,
  undecided: (snapshot) =>
    snapshot.facts.origin === 'files' || hasScans(snapshot)
      ? []
      : ['nobody has scanned the images: install trivy-operator, or give what trivy or grype print as JSON with --image-report'],
};
export default remediation;
