// Applying 200 label patches against the requests that this must make, sent raw over one pooled connection, and as many flushes to disk.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { mkdir, open, rename } from 'node:fs/promises';
import path from 'node:path';
import { Agent, request } from 'undici';
import { applyPlan } from '../src/app/apply.ts';
import { previewed } from '../src/app/plan.ts';
import { realDisk } from '../src/journal/disk.ts';
import { openFileJournal } from '../src/journal/fileJournal.ts';
import { openCluster } from '../src/kube/cluster.ts';
import { scratch } from './measure.mjs';

const PATCHES = 200;
const CERT = path.join(import.meta.dirname, 'tls', 'cert.pem');
const REVIEW = '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews';
const never = { stop: new AbortController().signal, leave: new AbortController().signal };
const clock = { now: () => new Date(), wait: () => Promise.resolve() };
const ref = (i) => ({ apiVersion: 'v1', kind: 'ConfigMap', namespace: 'bench', name: `settings-${i}` });

const kubeconfigFor = (folder, server) => {
  const file = path.join(folder, 'kubeconfig-labels');
  const clusters = [{ name: 'bench', cluster: { server, 'certificate-authority': CERT } }];
  const contexts = [{ name: 'bench', context: { cluster: 'bench', user: 'bench' } }];
  const users = [{ name: 'bench', user: { token: 'bench' } }];
  writeFileSync(file, JSON.stringify({ apiVersion: 'v1', kind: 'Config', clusters, contexts, users, 'current-context': 'bench' }));
  return file;
};

/** The plan is approved before the clock starts; rights, last dry-runs, records, writes and the read afterwards are ours. */
const ours = async (kubeconfig, state, value) => {
  const target = await openCluster({ kubeconfig, readOnly: false });
  let flushes = 0;
  const disk = { ...realDisk, flush: (file) => (flushes++, realDisk.flush(file)) };
  const journal = await openFileJournal({ info: target.info, env: { XDG_STATE_HOME: state }, version: '0', disk });
  const proposals = [];
  for (let i = 0; i < PATCHES; i++) {
    const before = await target.get(ref(i));
    const after = { ...before, metadata: { ...before.metadata, labels: { ...before.metadata.labels, bench: value } } };
    proposals.push({ change: { ref: ref(i), before, after }, findings: [] });
  }
  const snapshot = await target.read({ kinds: [] });
  const { changes } = await previewed({ target, snapshot, proposals });
  const base = { target, journal, clock, version: '0', control: never, on: () => undefined, keepGoing: false, autoRollback: false };
  const begin = performance.now();
  await target.denials(proposals.map(({ change }) => change));
  const { run } = await applyPlan({ ...base, catalogue: [], changes });
  const ms = performance.now() - begin;
  await target.close();
  if (run.steps.some(({ state: as }) => as !== 'verified')) throw new Error(`not all was applied: ${run.steps[0].detail}`);
  return { ms, flushes };
};

const flushed = async (folder, name, text) => {
  const file = await open(path.join(folder, name), 'w', 0o600);
  await file.writeFile(text);
  await file.sync();
  await file.close();
  await rename(path.join(folder, name), path.join(folder, `${name}.json`));
};

const floor = async (server, folder, value, flushes) => {
  const dispatcher = new Agent({ connections: 1, pipelining: 1, allowH2: false, connect: { ca: readFileSync(CERT) } });
  const send = async (method, url, body) => {
    const headers = { 'content-type': method === 'PATCH' ? 'application/json-patch+json' : 'application/json' };
    const answer = await request(server + url, { dispatcher, method, headers, ...(body ? { body: JSON.stringify(body) } : {}) });
    return JSON.parse(await answer.body.text());
  };
  await send('GET', '/version');
  const begin = performance.now();
  await send('POST', REVIEW, { kind: 'SelfSubjectAccessReview' });
  let written = 0;
  for (let i = 0; i < PATCHES; i++) {
    const url = `/api/v1/namespaces/bench/configmaps/settings-${i}`;
    const text = JSON.stringify(await send('GET', url));
    const patch = [{ op: 'add', path: '/metadata/labels/bench', value }];
    await send('PATCH', `${url}?dryRun=All`, patch);
    for (const due = Math.round((flushes * (i + 1)) / PATCHES); written < due; written++) await flushed(folder, `f${written}`, text);
    await send('PATCH', url, patch);
  }
  const ms = performance.now() - begin;
  await dispatcher.close();
  return ms;
};

export const applyLabels = async (times) => {
  const folder = scratch();
  const child = fork(path.join(import.meta.dirname, 'labelServer.mjs'), [String(PATCHES)], { execArgv: [] });
  try {
    const [{ port }] = await once(child, 'message');
    const server = `https://127.0.0.1:${port}`;
    const kubeconfig = kubeconfigFor(folder, server);
    const [mine, least] = [[], []];
    let flushes = 0;
    for (let i = 0; i < times; i++) {
      const of = await ours(kubeconfig, path.join(folder, `state-${i}`), `ours-${i}`);
      flushes = of.flushes;
      const files = path.join(folder, `floor-${i}`);
      await mkdir(files);
      mine.push(of.ms);
      least.push(await floor(server, files, `floor-${i}`, flushes));
    }
    const note = `1 access review, then ${PATCHES} times read, dry-run and patch; ${(flushes / PATCHES).toFixed(1)} flushes each`;
    return [{ name: `apply ${PATCHES} label patches`, ours: Math.min(...mine), floor: Math.min(...least), unit: 'ms', limit: 1.3, note }];
  } finally {
    child.disconnect();
  }
};
