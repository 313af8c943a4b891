import type { Check, Judge } from '../check.ts';
import { nameOf, objects, record, type Fields } from '../judgedPod.ts';
import { plural, quoted, sorted } from '../words.ts';

const ALLOWED = ['configMap', 'csi', 'downwardAPI', 'emptyDir', 'ephemeral', 'image', 'persistentVolumeClaim', 'projected', 'secret'];

/** In the order in which the server looks for them. */
const FORBIDDEN = [
  'hostPath',
  'gcePersistentDisk',
  'awsElasticBlockStore',
  'gitRepo',
  'nfs',
  'iscsi',
  'glusterfs',
  'rbd',
  'flexVolume',
  'cinder',
  'cephfs',
  'flocker',
  'fc',
  'azureFile',
  'vsphereVolume',
  'quobyte',
  'azureDisk',
  'photonPersistentDisk',
  'portworxVolume',
  'scaleIO',
  'storageos',
];

/** Every source that a volume may have. */
export const VOLUME_SOURCES: readonly string[] = [...ALLOWED, ...FORBIDDEN];

export const hasSource = (volume: Fields, sources: readonly string[]): boolean => sources.some((source) => record(volume[source]));

const hostPath: Judge = ({ spec }) => {
  const names = objects(spec['volumes'])
    .filter((volume) => record(volume['hostPath']))
    .map(nameOf);
  return names.length === 0
    ? undefined
    : { reason: 'hostPath volumes', detail: `${plural('volume', 'volumes', names.length)} ${quoted(names)}` };
};

const restricted: Judge = ({ spec }) => {
  const bad = objects(spec['volumes']).filter((volume) => !hasSource(volume, ALLOWED));
  if (bad.length === 0) return undefined;
  const types = new Set(bad.map((volume) => FORBIDDEN.find((source) => record(volume[source])) ?? 'unknown'));
  const volumes = `${plural('volume', 'volumes', bad.length)} ${quoted(bad.map(nameOf))} ${plural('uses', 'use', bad.length)}`;
  const said = plural('restricted volume type', 'restricted volume types', types.size);
  return { reason: 'restricted volume types', detail: `${volumes} ${said} ${quoted(sorted(types))}` };
};

export const hostPathVolumes: Check = { id: 'hostPathVolumes', level: 'baseline', revisions: [{ since: 0, judge: hostPath }] };

export const restrictedVolumes: Check = {
  id: 'restrictedVolumes',
  level: 'restricted',
  overrides: 'hostPathVolumes',
  revisions: [{ since: 0, judge: restricted }],
};
