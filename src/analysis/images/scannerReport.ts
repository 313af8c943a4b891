import { field, isRecord, items, text, type Resource } from '../../core/resource.ts';
import { parseImage, printImage, registryOf, type ImageReference } from './reference.ts';
import { SCANNER } from './scans.ts';

type Vulnerability = Readonly<Record<string, unknown>>;

/** The image that a scanner was asked for, and the digests under which it found it. */
const imagesOf = (asked: unknown, digests: unknown): readonly ImageReference[] =>
  [text(asked) ?? '', ...(Array.isArray(digests) ? digests.map((digest) => text(digest) ?? '') : [])].flatMap((written) => {
    const parsed = parseImage(written);
    return 'image' in parsed ? [parsed.image] : [];
  });

const reportOf = (scanner: string, image: ImageReference, vulnerabilities: readonly Vulnerability[]): Resource => ({
  apiVersion: 'aquasecurity.github.io/v1alpha1',
  kind: 'VulnerabilityReport',
  metadata: { name: `${scanner} ${printImage(image)}`, annotations: { [SCANNER]: scanner } },
  report: {
    registry: { server: registryOf(image) },
    artifact: { repository: image.path, tag: image.tag ?? (image.digest === undefined ? 'latest' : ''), digest: image.digest ?? '' },
    vulnerabilities,
  },
});

/** `trivy image --format json` */
const fromTrivy = (json: Vulnerability): readonly Vulnerability[] =>
  items(json['Results']).flatMap((result) =>
    items(result['Vulnerabilities']).map((of) => ({
      vulnerabilityID: of['VulnerabilityID'],
      severity: of['Severity'],
      resource: of['PkgName'],
      installedVersion: of['InstalledVersion'],
      fixedVersion: of['FixedVersion'],
    })),
  );

/** `grype -o json` */
const fromGrype = (json: Vulnerability): readonly Vulnerability[] =>
  items(json['matches']).map((match) => {
    const versions = field(match, 'vulnerability', 'fix', 'versions');
    return {
      vulnerabilityID: field(match, 'vulnerability', 'id'),
      severity: field(match, 'vulnerability', 'severity'),
      resource: field(match, 'artifact', 'name'),
      installedVersion: field(match, 'artifact', 'version'),
      fixedVersion: Array.isArray(versions) ? (text(versions[0]) ?? '') : '',
    };
  });

/**
 * The JSON of trivy or grype on one image as VulnerabilityReports, one for each name of the image; undefined for what is
 * neither, or names no image.
 */
export const scannerReports = (json: unknown): readonly Resource[] | undefined => {
  if (!isRecord(json)) return undefined;
  const isTrivy = text(json['ArtifactName']) !== undefined;
  const isGrype = Array.isArray(json['matches']) && isRecord(json['source']);
  if (!isTrivy && !isGrype) return undefined;
  const target = field(json, 'source', 'target');
  const images = isTrivy
    ? imagesOf(json['ArtifactName'], field(json, 'Metadata', 'RepoDigests'))
    : imagesOf(field(target, 'userInput'), field(target, 'repoDigests'));
  const [scanner, vulnerabilities] = isTrivy ? (['trivy', fromTrivy(json)] as const) : (['grype', fromGrype(json)] as const);
  return images.length === 0 ? undefined : images.map((image) => reportOf(scanner, image, vulnerabilities));
};
