// The demo with somebody else at work, for what a demo alone never shows: `cut-off` begins with a run that ended while it wrote,
// `others` changes what a run has set as soon as SIGUSR2 comes. Only the target differs from `kubeharden demo`.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const root = path.join(import.meta.dirname, '../..');
const dist = path.join(root, 'dist');

/** The part of the bundle that exports all of these names. */
const part = (...names) => {
  const exportsAll = (text) => names.every((name) => new RegExp(`export\\s*\\{[^}]*\\b${name}\\b`).test(text));
  const file = readdirSync(dist).find((name) => name.endsWith('.js') && exportsAll(readFileSync(path.join(dist, name), 'utf8')));
  if (!file) throw new Error(`nothing in dist exports ${names.join(', ')}`);
  return import(path.join(dist, file));
};

const [{ runTui, connectionOver, readConfig }, { openMemory }, { demoEntries }, { memoryJournal }, { catalogue }] = await Promise.all([
  part('runTui', 'connectionOver'),
  part('openMemory'),
  part('demoEntries'),
  part('memoryJournal'),
  part('catalogue'),
]);
const { version } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
const target = openMemory({ entries: await demoEntries(path.join(root, 'demo') + path.sep), name: 'demo' });
const journal = memoryJournal();

const accountOf = (namespace) => ({ apiVersion: 'v1', kind: 'ServiceAccount', namespace, name: 'default' });
const hardened = { automountServiceAccountToken: false };

if (process.argv[2] === 'cut-off') {
  const at = new Date(Date.now() - 300_000).toISOString();
  const stepOn = async (namespace, state) => {
    const before = await target.get(accountOf(namespace));
    const differences = [{ path: ['automountServiceAccountToken'], after: false }];
    return { ref: accountOf(namespace), action: 'edit', closes: [], state, at, differences, before, after: { ...before, ...hardened } };
  };
  const steps = [await stepOn('catalog', 'applied'), await stepOn('payments', 'sending'), await stepOn('web', 'prepared')];
  await journal.save({ schema: 1, id: `${at.slice(0, 10)}-1`, does: 'apply', started: at, target: target.info, version, steps });
  for (const namespace of ['catalog', 'payments']) target.outside.edit(accountOf(namespace), (now) => ({ ...now, ...hardened }));
}

/** As `kubectl edit` leaves it. */
const edited = (now) => {
  const entry = { manager: 'kubectl-edit', operation: 'Update', apiVersion: 'v1', time: new Date().toISOString(), fieldsType: 'FieldsV1' };
  const managedFields = [{ ...entry, fieldsV1: { 'f:automountServiceAccountToken': {} } }];
  return { ...now, metadata: { ...now.metadata, managedFields }, automountServiceAccountToken: true };
};
process.on('SIGUSR2', () => target.outside.edit(accountOf('catalog'), edited));

const clock = { now: () => new Date(), wait: (ms) => new Promise((resolve) => setTimeout(resolve, ms)) };
const reopen = (readOnly) => Promise.resolve(target.reopened(readOnly));
process.exitCode = await runTui({
  ports: {
    contexts: () => Promise.resolve([]),
    connect: () => Promise.resolve(connectionOver({ target, journal, catalogue, clock, version, reopen })),
    writeFolder: () => Promise.resolve(),
  },
  start: { type: 'demo', name: 'demo', detail: '' },
  stdin: process.stdin,
  stdout: process.stdout,
  env: process.env,
  config: await readConfig(undefined, process.env),
  version,
});
