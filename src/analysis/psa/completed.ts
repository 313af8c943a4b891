import { kindOf, type Resource } from '../../core/resource.ts';
import { podSpecOf, type PodSpec } from '../../core/workload.ts';
import { hasSource, VOLUME_SOURCES } from './checks/volumes.ts';
import { objects, type Fields } from './judgedPod.ts';

const needsSource = (volume: Fields): boolean => !hasSource(volume, VOLUME_SOURCES);

const withVolumes = (spec: PodSpec): PodSpec => {
  const volumes = objects(spec['volumes']);
  return volumes.some(needsSource)
    ? { ...spec, volumes: volumes.map((volume) => (needsSource(volume) ? { ...volume, emptyDir: {} } : volume)) }
    : spec;
};

const lacksHostPort = (port: Fields): boolean => port['hostPort'] === undefined || port['hostPort'] === null || port['hostPort'] === 0;

const withHostPorts = (containers: unknown): readonly Fields[] =>
  objects(containers).map((container) => ({
    ...container,
    ports: objects(container['ports']).map((port) => (lacksHostPort(port) ? { ...port, hostPort: port['containerPort'] } : port)),
  }));

/** On the host's network every port of a Pod is a host port (`SetDefaults_Pod`); in templates this is left open. */
const onHostNetwork = (spec: PodSpec): PodSpec => ({
  ...spec,
  containers: withHostPorts(spec['containers']),
  ...(spec['initContainers'] === undefined ? {} : { initContainers: withHostPorts(spec['initContainers']) }),
});

/**
 * The pod spec with the defaults that the API server sets before it judges, of those that a check reads: a volume without a source
 * is an `emptyDir`. A spec without containers is refused before that, so it stays as it is written.
 */
export const completedSpec = (resource: Resource): PodSpec => {
  const written = podSpecOf(resource) ?? {};
  if (objects(written['containers']).length === 0) return written;
  const spec = withVolumes(written);
  return kindOf(resource) === 'Pod' && spec['hostNetwork'] === true ? onHostNetwork(spec) : spec;
};
