// Hardens every manifest below a folder to restricted, and asks a real API server about what became of it:
//   npm run build && node scripts/hardenWild.mjs FOLDER
// What is said to meet the level must draw no warning in a namespace that warns at restricted, what is said to be left must draw exactly
// that, and whatever else remediations would create must be accepted. Objects that the server does not accept as they are written are
// counted and not judged (VERBOSE=1 tells why). Exits 1 where something disagrees.
import { execFile } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import path from 'node:path';
import { loadAll } from 'js-yaml';
import { catalogue } from '../remediations/index.ts';
import { describeViolations } from '../src/analysis/psa/describe.ts';
import { isJudged } from '../src/analysis/psa/resources.ts';
import { inParallel } from '../src/app/parallel.ts';
import { controllerOf, isRecord, kindOf } from '../src/core/resource.ts';
import { plainApi } from '../test/control-plane/api.ts';
import { dryRunOn, podSecurityOf } from '../test/control-plane/dryRun.ts';
import { built, startControlPlane } from '../test/control-plane/start.ts';

const NAMESPACE = 'warns';
const BINARY = path.join(import.meta.dirname, '../bin/kubeharden.js');
/** Nothing is refused because what it names is not there. */
const FLAGS = ['--disable-admission-plugins=ServiceAccount,Priority,RuntimeClass'];
const ACCEPT = catalogue.filter(({ references }) => references.some(({ source }) => source === 'PSS')).map(({ id }) => id);

const [folder] = process.argv.slice(2);
if (folder === undefined || !statSync(folder, { throwIfNoEntry: false })?.isDirectory()) {
  console.error('usage: node scripts/hardenWild.mjs FOLDER');
  process.exit(2);
}

/** Objects with where they stand, `document` or `document.item`, as reports name it. */
const objectsIn = (file) => {
  const documents = loadAll(readFileSync(file, 'utf8'));
  return documents.flatMap((document, i) =>
    isRecord(document) && Array.isArray(document.items) && String(document.kind).endsWith('List')
      ? document.items.map((item, j) => [`${i}.${j}`, item])
      : [[String(i), document]],
  );
};

const isWorkload = (object) => isRecord(object) && isRecord(object.metadata) && typeof object.apiVersion === 'string' && isJudged(object);

/** Versions that no server has any more are asked about in the one that has taken their place. */
const SERVED = { apps: 'apps/v1', batch: 'batch/v1' };

/** As a person would create it: what a server once wrote into it is left out. */
const asNew = ({ status: _status, ...written }) => {
  const object = { ...written, apiVersion: SERVED[kindOf(written).split('/')[0]] ?? written.apiVersion };
  const { uid: _uid, resourceVersion: _version, creationTimestamp: _created, ownerReferences: _owners, ...metadata } = object.metadata;
  return { ...object, metadata: { ...metadata, namespace: NAMESPACE } };
};

/** Everything that remediations would create. */
const PROPOSALS = ['plan', '--accept', catalogue.map(({ id }) => id).join(',')];

const hardening = (version) => [
  ...['apply', '--yes', '--level', 'restricted', '--version', version],
  ...['--accept', ACCEPT.join(','), '--set', 'run-as-root.uid=10001'],
];

const kubeharden = (args, file, home) =>
  new Promise((resolve, reject) => {
    const env = { ...process.env, HOME: home, XDG_STATE_HOME: home };
    execFile(process.execPath, [BINARY, ...args, '-f', file, '-o', 'json'], { env, maxBuffer: 2 ** 28 }, (error, stdout, stderr) => {
      if (stdout.startsWith('{')) resolve(JSON.parse(stdout));
      else reject(new Error(`${path.basename(file)}: ${stderr || String(error)}`));
    });
  });

const counted = {
  files: 0,
  unreadable: 0,
  workloads: 0,
  'not accepted as written': 0,
  'made by a controller': 0,
  met: 0,
  left: 0,
  'proposals accepted': 0,
  'proposals beside what is not accepted': 0,
  disagree: 0,
};
const disagreements = [];

const disagree = (place, what) => {
  counted.disagree++;
  disagreements.push(`${place}: ${what}`);
};

const judged = async (dryRun, place, before, after, left) => {
  counted.workloads++;
  const written = await dryRun.creating(asNew(before));
  if (written.status !== 201) {
    if (process.env.VERBOSE) console.error(`${place}: ${written.text}`);
    return void counted['not accepted as written']++;
  }
  const verdict = await dryRun.creating(asNew(after));
  if (verdict.status !== 201) return disagree(place, `refused once hardened: ${verdict.text}`);
  const ours = left === undefined ? [] : [`would violate PodSecurity "restricted:latest": ${describeViolations(left)}`];
  const theirs = podSecurityOf(verdict);
  if (theirs.length > 0 && controllerOf(after)) return void counted['made by a controller']++;
  if (JSON.stringify(theirs) !== JSON.stringify(ours)) return disagree(place, `\n  server: ${theirs}\n  we:     ${ours}`);
  counted[left === undefined ? 'met' : 'left']++;
};

/** What is proposed beside objects that the server does not accept either, such as templates of names, proves nothing. */
const proposed = async (dryRun, file, object) => {
  const verdict = await dryRun.creating(object.metadata.namespace === undefined ? object : asNew(object));
  if (verdict.status === 201 || verdict.status === 409) return void counted['proposals accepted']++;
  for (const [, written] of objectsIn(file).filter(([, one]) => isWorkload(one)))
    if ((await dryRun.creating(asNew(written))).status !== 201) return void counted['proposals beside what is not accepted']++;
  disagree(`${file}: ${object.kind} ${object.metadata.name}`, `proposed and refused: ${verdict.text}`);
};

const harden = async (dryRun, version, file, i) => {
  const work = mkdtempSync(path.join(tmpdir(), 'kubeharden-wild-'));
  const copy = path.join(work, path.basename(file));
  mkdirSync(path.join(work, 'home'));
  copyFileSync(file, copy);
  counted.files++;
  try {
    const planned = await kubeharden(PROPOSALS, copy, path.join(work, 'home'));
    for (const { object } of planned.changes.filter(({ action }) => action === 'create')) await proposed(dryRun, file, object);
    const report = await kubeharden(hardening(version), copy, path.join(work, 'home'));
    const placeOf = ({ document, item }) => `${document}${item === undefined ? '' : `.${item}`}`;
    const left = new Map(report.hardening.unmet.map(({ source, violations }) => [placeOf(source), violations]));
    const after = new Map(objectsIn(copy));
    for (const [place, before] of objectsIn(file).filter(([, object]) => isWorkload(object)))
      await judged(dryRun, `${file}#${place}`, before, after.get(place), left.get(place));
  } catch (error) {
    counted.unreadable++;
    console.error(String(error.message).split('\n')[0]);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
  if (i % 50 === 49) console.error(`${counted.files} files, ${counted.workloads} workloads`);
};

const { binary, missing } = built();
if (missing !== undefined) throw new Error(missing);
const plane = await startControlPlane(binary, { flags: FLAGS });
const [api, dryRun] = [plainApi(plane), dryRunOn(plane)];
const { major, minor } = await api.must('GET', '/version');
const labels = { 'pod-security.kubernetes.io/warn': 'restricted' };
await api.must('POST', '/api/v1/namespaces', { metadata: { name: NAMESPACE, labels } });
const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .filter((name) => /\.(ya?ml|json)$/.test(name))
  .sort()
  .map((name) => path.join(folder, name));
await inParallel(availableParallelism(), [...files.entries()], ([i, file]) => harden(dryRun, `v${major}.${minor}`, file, i));
for (const line of disagreements) console.log(line);
console.log(
  Object.entries(counted)
    .map(([what, count]) => `${count} ${what}`)
    .join(', '),
);
await Promise.all([api.close(), dryRun.close()]);
await plane.stop();
process.exitCode = counted.disagree > 0 ? 1 : 0;
