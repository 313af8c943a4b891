import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { applyPlan } from '../../src/app/apply.ts';
import type { Journal } from '../../src/app/journal.ts';
import { previewed, type Plan } from '../../src/app/plan.ts';
import { recover } from '../../src/app/recover.ts';
import { applyRollback, planRollback } from '../../src/app/rollback.ts';
import type { Run } from '../../src/app/run.ts';
import type { Target } from '../../src/app/target.ts';
import { creationOf, type Change } from '../../src/core/change.ts';
import { kindOf, refKey, type Ref, type Resource } from '../../src/core/resource.ts';
import { openFileJournal } from '../../src/journal/fileJournal.ts';
import { openManifests } from '../../src/manifests/target.ts';
import { clock } from '../app/scene.ts';
import { Crash, ForgetfulDisk } from '../journal/disks.ts';
import { diskIn, targetIn, type Life } from './life.ts';

type Files = Readonly<Record<string, string>>;

/** Comments, quotes and orders that a writer of YAML would lose. */
export const FILES: Files = {
  'apps.yaml': `# what the shop runs
apiVersion: apps/v1
kind: Deployment
metadata: { name: web, namespace: "shop" }   # the one that faces customers
spec:
    selector: {matchLabels: {app: web}}
    template:
        metadata: {labels: {app: web}}
        spec:
            containers:
            - image: 'registry.example/web:1'
              name: web
---
kind: ServiceAccount
apiVersion: v1
metadata:
  namespace: shop
  name: default   # everybody's
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: {name: left-over, namespace: shop}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view}
subjects: [{kind: ServiceAccount, name: gone, namespace: shop}]
`,
  'namespace.yaml': `apiVersion: v1
kind: Namespace
metadata:
  name: shop
  # none so far
  labels: {}
`,
};

const policy: Resource = {
  apiVersion: 'networking.k8s.io/v1',
  kind: 'NetworkPolicy',
  metadata: { name: 'default-deny', namespace: 'shop' },
  spec: { podSelector: {}, policyTypes: ['Ingress'] },
};

/** What outlives a process: the manifests, the disk of the records, and time. */
export interface FolderWorld {
  readonly files: Files;
  readonly disk: ForgetfulDisk;
  readonly time: ReturnType<typeof clock>;
}

export const newFolderWorld = (): FolderWorld => ({ files: FILES, disk: new ForgetfulDisk(), time: clock() });

/** A process that works on the manifests until it ends or dies. */
export interface FolderProcess {
  readonly apply: (plan: Plan) => Promise<Run>;
  readonly rollback: () => Promise<Run | undefined>;
  readonly recover: () => Promise<readonly Run[]>;
  readonly journal: Journal;
}

/** One folder in which every world is set up anew: its name stands in the records. */
export interface Stage {
  readonly approved: (world: FolderWorld) => Promise<Plan>;
  /** Starts a process in a copy of the world; returns that as it is when the process has ended, or died. `now`: a copy of it at any moment. */
  readonly live: (
    world: FolderWorld,
    life: (now: () => FolderWorld) => Life,
    work: (process: FolderProcess) => Promise<unknown>,
  ) => Promise<FolderWorld>;
  /** What stands in the manifests, by name. */
  readonly objects: (world: FolderWorld) => Promise<Readonly<Record<string, Resource>>>;
  readonly close: () => void;
}

const KINDS = ['apps/Deployment', 'ServiceAccount', 'Namespace', 'rbac.authorization.k8s.io/RoleBinding'];

const hardened = (ref: Ref, before: Resource): Change => {
  const draft = structuredClone(before) as unknown as {
    metadata: { labels?: object };
    spec: { template: { spec: { containers: { securityContext?: object }[] } } };
    automountServiceAccountToken?: boolean;
  };
  if (before.kind === 'Deployment') draft.spec.template.spec.containers[0]!.securityContext = { allowPrivilegeEscalation: false };
  else if (before.kind === 'ServiceAccount') draft.automountServiceAccountToken = false;
  else draft.metadata.labels = { 'pod-security.kubernetes.io/warn': 'baseline' };
  return { ref, before, after: draft as unknown as Resource };
};

/** A creation, three edits in two files, and a deletion. */
const changesOn = async (target: Target): Promise<readonly Change[]> => {
  const snapshot = await target.read({ kinds: KINDS });
  const found = KINDS.flatMap((kind) => snapshot.list(kind)).filter((resource) => !snapshot.isSynthetic(resource));
  const { source } = snapshot.ref(found.find(({ kind }) => kind === 'Namespace')!);
  return [
    { ...creationOf(policy), ...(source ? { beside: source } : {}) },
    ...found.map((before): Change => {
      const ref = snapshot.ref(before);
      return kindOf(before).endsWith('RoleBinding') ? { ref, before } : hardened(ref, before);
    }),
  ];
};

/** Without where it stands: documents move. */
export const nameOf = ({ source: _source, ...ref }: Ref): string => refKey(ref);

const filesIn = (folder: string): Files =>
  Object.fromEntries(readdirSync(folder).map((name) => [name, readFileSync(path.join(folder, name), 'utf8')]));

export const openStage = (): Stage => {
  const folder = mkdtempSync(path.join(tmpdir(), 'kubeharden-crash-'));
  const never = new AbortController().signal;
  const setUp = (files: Files): void => {
    for (const name of readdirSync(folder)) rmSync(path.join(folder, name));
    for (const [name, text] of Object.entries(files)) writeFileSync(path.join(folder, name), text);
  };
  const open = (): Promise<Target> => openManifests({ paths: [folder], readOnly: false });
  const started = async ({ time, disk }: FolderWorld, life: Life): Promise<FolderProcess> => {
    const target = targetIn(life, await open());
    const journal = await openFileJournal({ info: target.info, env: { XDG_STATE_HOME: '/state' }, version: '0', disk: diskIn(life, disk) });
    const control = { stop: never, leave: never };
    const base = { target, journal, clock: time, version: '0', control, on: () => undefined, keepGoing: true };
    return {
      journal,
      apply: async ({ changes }) => (await applyPlan({ ...base, catalogue: [], autoRollback: false, changes })).run,
      async rollback() {
        const plan = await planRollback(target, journal);
        return plan && (await applyRollback({ ...base, plan })).run;
      },
      recover: () => recover(target, journal, time),
    };
  };
  return {
    async approved({ files }) {
      setUp(files);
      const target = await open();
      const proposals = (await changesOn(target)).map((change) => ({ change, findings: [] }));
      return previewed({ target, snapshot: await target.read({ kinds: [] }), proposals });
    },
    async live(world, life, work) {
      setUp(world.files);
      const [disk, time] = [world.disk.fork(), clock(world.time.at.toISOString())];
      const now = (): FolderWorld => ({ files: filesIn(folder), disk: disk.fork(), time: clock(time.at.toISOString()) });
      try {
        await work(await started({ ...world, disk, time }, life(now)));
      } catch (error) {
        if (!(error instanceof Crash)) throw error;
      }
      return now();
    },
    async objects({ files }) {
      setUp(files);
      const snapshot = await (await open()).read({ kinds: [...KINDS, 'networking.k8s.io/NetworkPolicy'] });
      const found = snapshot.kinds().flatMap((kind) => snapshot.list(kind));
      return Object.fromEntries(found.filter((of) => !snapshot.isSynthetic(of)).map((of) => [nameOf(snapshot.ref(of)), of]));
    },
    close: () => rmSync(folder, { recursive: true, force: true }),
  };
};
