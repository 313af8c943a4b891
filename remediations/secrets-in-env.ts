import { credentialIn, credentialLines } from '../src/analysis/credentials.ts';
import { namespaceOf } from '../src/analysis/namespaces.ts';
import type { Evidence, Remediation } from '../src/core/remediation.ts';
import { isRecord, items, kindOf, text, type Resource } from '../src/core/resource.ts';
import type { Snapshot } from '../src/core/snapshot.ts';
import { containersOf, DECLARED, madeBy, WORKLOAD_KINDS } from '../src/core/workload.ts';
import { shellWord } from '../src/core/shellWord.ts';
import { cis, kubeLinter, kubernetes, kubescape, kyverno, nsa, polaris, trivy } from './references.ts';

interface Plain extends Evidence {
  readonly name: string;
}

const inEnv = (resource: Resource): readonly Plain[] =>
  containersOf(resource, DECLARED).flatMap(({ container, path }) =>
    items(container['env']).flatMap((variable, i) => {
      const name = text(variable['name']) ?? '';
      const what = credentialIn(name, variable['value']);
      return what === undefined ? [] : [{ name, path: `${path}.env[${name || i}].value`, detail: `${name} holds ${what} in plain text` }];
    }),
  );

const pathIn = (name: string): string => `data[${JSON.stringify(name)}]`;

const inData = (resource: Resource): readonly Plain[] => {
  const data = resource['data'];
  const found: Plain[] = [];
  if (!isRecord(data)) return found;
  for (const [name, value] of Object.entries(data)) {
    const what = credentialIn(name, value);
    if (what !== undefined) found.push({ name, path: pathIn(name), detail: `${name} holds ${what} in plain text` });
    else
      for (const setting of credentialLines(name, text(value) ?? ''))
        found.push({
          name: setting.name,
          path: pathIn(name),
          detail: `line ${setting.line} (${setting.name}) holds a credential by its name in plain text`,
        });
  }
  return found;
};

const plainIn = (resource: Resource, snapshot: Snapshot): readonly Plain[] => {
  if (kindOf(resource) === 'ConfigMap') return inData(resource);
  return madeBy(resource, snapshot) ? [] : inEnv(resource);
};

const steps = (resource: Resource, snapshot: Snapshot): readonly string[] => {
  const names = [...new Set(plainIn(resource, snapshot).map(({ name }) => name))].join(', ');
  const secret = `${resource.metadata.name}-credentials`;
  const where = namespaceOf(resource);
  const use =
    kindOf(resource) === 'ConfigMap'
      ? `Take them out of the ConfigMap, and let the workloads that read it take them from the Secret (secretKeyRef, or a volume of the Secret).`
      : `In the manifest, replace each value by valueFrom: {secretKeyRef: {name: ${secret}, key: …}}, or mount the Secret as a volume.`;
  return [
    `Make new credentials where they are issued: everyone who may read this object, its history or its manifest knows ${names}.`,
    `Put the new ones into a Secret, from files, so that they stay out of the shell's history: \`kubectl create secret generic ${shellWord(secret)} -n ${shellWord(where)} --from-file=…\`.`,
    use,
    'Revoke the old ones, and take them out of the history of the repository that the manifest came from.',
  ];
};

const remediation: Remediation = {
  id: 'secrets-in-env',
  title: 'Credentials stand in plain text',
  severity: 'high',
  category: 'pod-security',
  why: 'Everyone who may read the workload, the ConfigMap or the manifest has the credential; audit logs, dashboards and crash reports copy it.',
  risk: 'Programs that still have the old credential fail once it is revoked, so change all of them before.',
  references: [
    cis('5.4.1'),
    kubescape('C-0012'),
    ...['KSV-0109', 'KSV-01010'].map(trivy),
    ...['sensitiveContainerEnvVar', 'sensitiveConfigmapContent'].map(polaris),
    kubeLinter('env-var-secret'),
    kyverno('other/disallow-secrets-from-env-vars'),
    nsa('Authentication and authorization'),
    kubernetes('concepts/configuration/secret'),
  ],
  kinds: [...WORKLOAD_KINDS, 'ConfigMap'],
  find: (resource, snapshot) => plainIn(resource, snapshot).map(({ path, detail }) => ({ path, detail })),
  guide: (resource, snapshot) => ({ steps: steps(resource, snapshot) }),
};
export default remediation;
