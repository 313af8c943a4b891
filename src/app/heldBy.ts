import type { Resource } from '../core/resource.ts';
import type { Step } from './run.ts';

/** Whose its fields are once they were given back: who has them then has not come to keep them later. */
export const heldBy = ({ after, identityAfter }: Step, live: Resource | undefined): Partial<Step> => {
  const managedFields = live?.metadata['managedFields'];
  if (managedFields === undefined) return {};
  const held = (of: Resource): Resource => ({ ...of, metadata: { ...of.metadata, managedFields } });
  return { ...(after ? { after: held(after) } : {}), ...(identityAfter ? { identityAfter: held(identityAfter) } : {}) };
};

/** The same of a write whose fields were given back at once: when it was written stays on record. */
export const yieldedTo = (live: Resource | undefined): Pick<Step, 'identityAfter'> => {
  const managedFields = live?.metadata['managedFields'];
  if (!live || managedFields === undefined) return {};
  const { name, namespace, uid } = live.metadata;
  const metadata = { name, ...(namespace === undefined ? {} : { namespace }), ...(uid === undefined ? {} : { uid }), managedFields };
  return { identityAfter: { apiVersion: live.apiVersion, kind: live.kind, metadata } };
};
