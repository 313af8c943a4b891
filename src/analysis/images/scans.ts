import { annotationsOf, field, items, text, type Kind, type Resource } from '../../core/resource.ts';
import { derived, type Snapshot } from '../../core/snapshot.ts';
import { parseImage, repositoryOf, type ImageReference } from './reference.ts';

/** What trivy-operator writes for each container that it has scanned, and what reports of other scanners are read as. */
export const VULNERABILITY_REPORT: Kind = 'aquasecurity.github.io/VulnerabilityReport';

export interface Vulnerability {
  /** `CVE-2026-1234` */
  readonly id: string;
  readonly severity: 'critical' | 'high';
  /** `openssl 3.0.1` */
  readonly found: string;
  /** The version that mends it, where there is one. */
  readonly mended?: string;
}

/** Only these are worth a finding: every image has lesser ones. */
const severityOf = (of: unknown): Vulnerability['severity'] | undefined => {
  const word = text(of)?.toLowerCase();
  return word === 'critical' || word === 'high' ? word : undefined;
};

/** Each once: a library that stands in an image twice is listed twice. */
const vulnerabilitiesIn = (report: Resource): readonly Vulnerability[] => {
  const found = items(field(report, 'report', 'vulnerabilities')).flatMap((of): readonly Vulnerability[] => {
    const [id, severity, mended] = [text(of['vulnerabilityID']), severityOf(of['severity']), text(of['fixedVersion'])];
    if (id === undefined || !severity) return [];
    const what = [text(of['resource']), text(of['installedVersion'])].filter(Boolean).join(' ');
    return [{ id, severity, found: what, ...(mended ? { mended } : {}) }];
  });
  const each = new Map(found.map((of) => [`${of.id} ${of.found}`, of]));
  return [...each.values()].sort((a, b) => (a.severity === b.severity ? (a.id < b.id ? -1 : 1) : a.severity === 'critical' ? -1 : 1));
};

/** The names by which an image can be asked for: by its digest, else by its tag. */
const keyOf = (image: ImageReference): string =>
  `${repositoryOf(image)}${image.digest === undefined ? `:${image.tag ?? 'latest'}` : `@${image.digest}`}`;

const keysOf = (report: Resource): readonly string[] => {
  const [registry, artifact] = [text(field(report, 'report', 'registry', 'server')), field(report, 'report', 'artifact')];
  const [path, tag, digest] = ['repository', 'tag', 'digest'].map((name) => text(field(artifact, name)) ?? '');
  const name = `${registry ? `${registry}/` : ''}${path}`;
  return [tag ? `${name}:${tag}` : '', digest ? `${name}@${digest}` : '', tag || digest ? '' : name].flatMap((written) => {
    const parsed = parseImage(written);
    return 'image' in parsed ? [keyOf(parsed.image)] : [];
  });
};

export interface Scanned {
  readonly vulnerabilities: readonly Vulnerability[];
  /** Who says so: `trivy-operator`, or what the report of another scanner came from. */
  readonly by: string;
}

export const SCANNER = 'kubeharden/scanner';

const byKey = derived((snapshot: Snapshot) => {
  const found = new Map<string, Scanned>();
  for (const report of snapshot.list(VULNERABILITY_REPORT)) {
    const by = text(annotationsOf(report)[SCANNER]) ?? 'trivy-operator';
    const scanned = { vulnerabilities: vulnerabilitiesIn(report), by };
    for (const key of keysOf(report)) found.set(key, scanned);
  }
  return found;
});

/** What scanners say of an image as it is written; undefined where none has looked at it. */
export const scanOf = (written: string, snapshot: Snapshot): Scanned | undefined => {
  const parsed = parseImage(written);
  return 'image' in parsed ? byKey(snapshot).get(keyOf(parsed.image)) : undefined;
};

export const hasScans = (snapshot: Snapshot): boolean => snapshot.list(VULNERABILITY_REPORT).length > 0;
