// A scan of 1,000 manifest files against parsing them with js-yaml.
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { dump } from 'js-yaml';
import { BIN, cleanEnv, compare, processorNote, run, scratch } from './measure.mjs';
import { deployment } from './objects.mjs';

const FILES = 1_000;

/** As people write them: no status, no managedFields; a Deployment, its Service and a ConfigMap in one file of about 6 KB. */
const manifest = (i) => {
  const { metadata, spec } = deployment(i);
  const { name, namespace, labels } = metadata;
  const documents = [
    { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name, namespace, labels }, spec },
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name, namespace, labels },
      spec: { selector: spec.selector.matchLabels, ports: [{ port: 80, targetPort: 'http' }] },
    },
    {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name, namespace },
      data: Object.fromEntries(Array.from({ length: 30 }, (_, n) => [`SETTING_${n}`, `value ${n} of ${name}`])),
    },
  ];
  return documents.map((of) => `# ${of.kind} ${name}\n${dump(of)}`).join('---\n');
};

/** The checks that the limit was set for: each of those that came later adds what it finds, not what reading costs. */
const FIRST = [
  'default-sa-automount',
  'workload-token-automount',
  'psa-labels',
  'psa-enforce',
  'dashboard-cluster-admin',
  'default-deny',
  'deny-dashboard',
  'privilege-escalation',
];

export const scanFiles = async (times) => {
  const folder = scratch();
  const manifests = path.join(folder, 'manifests');
  mkdirSync(manifests);
  let bytes = 0;
  for (let i = 0; i < FILES; i++) {
    const text = manifest(i);
    bytes += text.length;
    writeFileSync(path.join(manifests, `app-${i}.yaml`), text);
  }
  const floor = () => run([path.join(import.meta.dirname, 'floorFiles.mjs')], cleanEnv(folder, { BENCH_FOLDER: manifests }));
  const scan = (...args) => run([BIN, 'scan', '-f', manifests, ...args], cleanEnv(folder));
  const measured = async (name, checks, ...output) => {
    const { findings, summary } = JSON.parse((await scan(...checks, '-o', 'json')).stdout);
    const result = await compare(times, () => scan(...checks, ...output), floor);
    const { ours, floor: least } = result;
    const note = `${(bytes / FILES / 1024).toFixed(1)} KiB each; ${summary.ran} checks, ${findings.length} findings; ${processorNote(result)}`;
    return { name: `scan 1,000 manifest files, ${name}`, ours: ours.ms, floor: least.ms, unit: 'ms', limit: 1.6, note };
  };
  return [await measured('8 checks', FIRST), await measured('every check', []), await measured('every check, as JSON', [], '-o', 'json')];
};
