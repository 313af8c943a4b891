import type { Input } from '../../core/remediation.ts';
import { labelsOf, type Resource } from '../../core/resource.ts';
import type { Snapshot } from '../../core/snapshot.ts';
import { labelOf, type Mode } from './labels.ts';
import { parseVersion, versionOn } from './version.ts';

type Labels = Readonly<Record<string, unknown>>;

const versionLabel = (mode: Mode): string => `${labelOf(mode)}-version`;

/** The version that a namespace pins in one of these modes; `latest`, which is what none means, where it pins none. */
export const pinnedVersion = (namespace: Resource, modes: readonly Mode[]): string => {
  const pinned = modes.map((mode) => labelsOf(namespace)[versionLabel(mode)]);
  return (pinned.find((version) => typeof version === 'string' && parseVersion(version) !== undefined) as string | undefined) ?? 'latest';
};

const refuse = (value: string, { facts: { serverVersion } }: Snapshot): string | undefined => {
  if (parseVersion(value) === undefined) return `"${value}" is no version: give one such as v1.30, or latest.`;
  const means = versionOn(serverVersion, value);
  return value !== 'latest' && means !== value ? `This server knows nothing newer than ${means}.` : undefined;
};

/** Which version of the Pod Security Standards to pin; as it is now unless somebody chooses. */
export const versionInput = (namespace: Resource, modes: readonly Mode[], snapshot: Snapshot, refuseToo?: Input['refuse']): Input => ({
  name: 'version',
  ask: 'Version of the Pod Security Standards: latest grows stricter with upgrades of the server, one such as v1.30 stays as it is',
  default: pinnedVersion(namespace, modes),
  optional: true,
  refuse: (value) => refuse(value, snapshot) ?? refuseToo?.(value),
});

/** The labels with a version pinned in one mode. `latest` needs none; where there is one already, it says so. */
export const withVersion = (labels: Labels, mode: Mode, version: string): Labels =>
  version === 'latest' && labels[versionLabel(mode)] === undefined ? labels : { ...labels, [versionLabel(mode)]: version };
