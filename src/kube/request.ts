import { jsonPatch, type Operation } from '../core/jsonPatch.ts';
import { kindOf, refOf, type Resource } from '../core/resource.ts';
import { acceptFor, type Api } from './api.ts';
import { pathOf, refPath, type Served } from './discovery.ts';
import type { Ask } from './exchange.ts';

/** Fields that the server gives to an object, and that no new object may bring. */
const GIVEN = [
  'uid',
  'resourceVersion',
  'creationTimestamp',
  'deletionTimestamp',
  'deletionGracePeriodSeconds',
  'generation',
  'managedFields',
  'selfLink',
];

const asNew = ({ status: _status, metadata, ...rest }: Resource): Resource =>
  ({ ...rest, metadata: Object.fromEntries(Object.entries(metadata).filter(([name]) => !GIVEN.includes(name))) }) as Resource;

/**
 * Replacing them in the body makes the server refuse with 409 when the object is another by now, in a dry-run too;
 * a JSON Patch `test` would be a 422 that cannot be told from a validation error. Always both: a wrong uid alone is a 422.
 */
export const guard = ({ metadata }: Resource): readonly Operation[] => [
  { op: 'replace', path: '/metadata/uid', value: metadata.uid },
  { op: 'replace', path: '/metadata/resourceVersion', value: metadata.resourceVersion },
];

const query = (api: Api, dryRun: boolean): string => {
  const options = new URLSearchParams({ fieldManager: api.fieldManager, fieldValidation: 'Strict' });
  if (dryRun) options.set('dryRun', 'All');
  return `?${options.toString()}`;
};

/** The same request with or without `dryRun`: what was tried is what is sent. */
export type RequestFor = (mode: 'dry-run' | 'write') => Ask;

export const creation = (api: Api, served: Served, after: Resource): RequestFor => {
  const path = pathOf(served, after.metadata.namespace);
  return (mode) => ({ method: 'POST', path: path + query(api, mode === 'dry-run'), body: asNew(after), ...acceptFor(served.kind) });
};

/** A JSON Patch from one state to another, for the object exactly as it is in `live`. */
export const patch = (api: Api, served: Served, live: Resource, merged: Resource): RequestFor => {
  const path = refPath(served, refOf(live));
  return (mode) => ({
    method: 'PATCH',
    path: path + query(api, mode === 'dry-run'),
    contentType: 'application/json-patch+json',
    body: [...guard(live), ...jsonPatch(live, merged)],
    ...acceptFor(kindOf(live)),
  });
};

/** The deletion of exactly this object, with the kind's own propagation policy. A body that does not say `dryRun` makes the query's void. */
export const deletion = (served: Served, live: Resource): RequestFor => {
  const path = refPath(served, refOf(live));
  const { uid, resourceVersion } = live.metadata;
  const options = { apiVersion: 'v1', kind: 'DeleteOptions', preconditions: { uid, resourceVersion } };
  return (mode) => ({
    method: 'DELETE',
    path: mode === 'dry-run' ? `${path}?dryRun=All` : path,
    body: mode === 'dry-run' ? { ...options, dryRun: ['All'] } : options,
    ...acceptFor(served.kind),
  });
};
