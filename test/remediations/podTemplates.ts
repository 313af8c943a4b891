import fc from 'fast-check';
import { isRecord, type Resource } from '../../src/core/resource.ts';
import { podAnnotations, podSpecs, windowsSpecs, type Spec } from '../analysis/psa/pods.ts';

const NOTHING = fc.constantFrom<unknown>(null, {}, []);

/** Fields of a pod spec and of containers that others of its remediations look at. */
const env = fc.constantFrom<Spec>(
  {},
  { env: [{ name: 'DB_PASSWORD', value: 'hunter2' }] },
  { command: ['kubectl', 'proxy', '--address=0.0.0.0'] },
  { args: ['--cache=/var/cache/app'], volumeMounts: [{ name: 'v0', mountPath: '/tmp' }] },
  { resources: { limits: { cpu: '1' } } },
  { image: 'registry.k8s.io/pause@sha256:7031c1b283388d2c2e09b57badb803c05ebed362dc88d84b480cc47f72a21097' },
  { image: 'example.org/team/app:1.2-nonroot', imagePullPolicy: 'IfNotPresent' },
);

const podFields = fc.constantFrom<Spec>(
  {},
  { serviceAccountName: 'app' },
  { serviceAccountName: 'default', automountServiceAccountToken: true },
  { automountServiceAccountToken: false },
  { priorityClassName: 'system-node-critical' },
  { hostUsers: false },
  { ephemeralContainers: [{ name: 'debug', image: 'busybox', securityContext: { privileged: true } }] },
);

const contextFields = fc.constantFrom<Spec>(
  {},
  { windowsOptions: { hostProcess: false, runAsUserName: 'ContainerUser' } },
  { seLinuxOptions: { level: 's0:c1,c2', user: 'system_u' } },
  { runAsGroup: 0, fsGroup: 2000, supplementalGroups: [1] },
  { readOnlyRootFilesystem: true },
  { capabilities: { add: ['CAP_SYS_ADMIN', 'SYS_ADMIN', null] } },
);

const containersIn = (spec: Spec): readonly Spec[] => (spec['containers'] as readonly Spec[] | undefined) ?? [];

/** The spec with other fields in its first container, and in the security contexts of both. */
const enriched = (spec: Spec, [more, ofPod, ofContext]: readonly [Spec, Spec, Spec]): Spec => {
  const { readOnlyRootFilesystem: _own, capabilities: _also, ...forPod } = ofContext;
  const [first, ...rest] = containersIn(spec).map((container, i) => (i === 0 ? { ...container, ...more } : container));
  const within = (of: Spec, fields: Spec): Spec =>
    Object.keys(fields).length === 0 ? of : { ...of, securityContext: { ...(of['securityContext'] as Spec | undefined), ...fields } };
  return within({ ...spec, ...ofPod, containers: [within(first ?? { name: 'app' }, ofContext), ...rest] }, forPod);
};

/** The spec with null, or nothing in it, in the place of one of its fields or of its first container's. */
const emptied = (spec: Spec, nothing: unknown, at: number): Spec => {
  const [first, ...rest] = containersIn(spec);
  const places = [...Object.keys(spec), ...Object.keys(first ?? {})].filter((name) => !['containers', 'name'].includes(name));
  const name = places[at % Math.max(1, places.length)];
  if (name === undefined) return spec;
  return name in spec ? { ...spec, [name]: nothing } : { ...spec, containers: [{ ...first, [name]: nothing }, ...rest] };
};

/** Pod specs with all that a remediation looks at, sound and weak; some with null in a place, which the server takes for absent. */
export const richSpecs: fc.Arbitrary<Spec> = fc
  .tuple(
    fc.oneof({ weight: 8, arbitrary: podSpecs }, { weight: 1, arbitrary: windowsSpecs }),
    fc.tuple(env, podFields, contextFields),
    fc.option(fc.tuple(NOTHING, fc.nat()), { freq: 3 }),
  )
  .map(([spec, more, hole]) => (hole ? emptied(enriched(spec, more), ...hole) : enriched(spec, more)));

const LABELS = { app: 'judged' };

const KINDS: Readonly<Record<string, (template: Spec) => Spec>> = {
  'v1/Pod': (template) => ({ spec: template['spec'] }),
  'v1/ReplicationController': (template) => ({ spec: { selector: LABELS, template } }),
  'apps/v1/Deployment': (template) => ({ spec: { selector: { matchLabels: LABELS }, template } }),
  'apps/v1/DaemonSet': (template) => ({ spec: { selector: { matchLabels: LABELS }, template } }),
  'batch/v1/CronJob': ({ metadata, spec }) => ({
    spec: { schedule: '0 3 * * *', jobTemplate: { spec: { template: { metadata, spec: { restartPolicy: 'Never', ...(spec as Spec) } } } } },
  }),
};

/** Workloads of several kinds; `null` in the place of the template's metadata is as good as none. */
export const workloads: fc.Arbitrary<Resource> = fc
  .tuple(fc.constantFrom(...Object.keys(KINDS)), podAnnotations, richSpecs, fc.nat(9))
  .map(([type, annotations, spec, dice]) => {
    const apiVersion = type.slice(0, type.lastIndexOf('/'));
    const kind = type.slice(apiVersion.length + 1);
    const metadata = dice === 0 ? null : { labels: LABELS, ...(Object.keys(annotations).length > 0 ? { annotations } : {}) };
    const own = { name: 'judged', namespace: 'shop', ...(kind === 'Pod' && isRecord(metadata) ? metadata : {}) };
    return { apiVersion, kind, metadata: own, ...KINDS[type]?.({ metadata, spec }) };
  });
