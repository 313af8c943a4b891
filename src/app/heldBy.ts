import type { Resource } from '../core/resource.ts';
import type { Step } from './run.ts';

/** Whose its fields are once they were given back: who has them then has not come to keep them later. */
export const heldBy = ({ after, identityAfter }: Step, live: Resource | undefined): Partial<Step> => {
  const managedFields = live?.metadata['managedFields'];
  if (managedFields === undefined) return {};
  const held = (of: Resource): Resource => ({ ...of, metadata: { ...of.metadata, managedFields } });
  return { ...(after ? { after: held(after) } : {}), ...(identityAfter ? { identityAfter: held(identityAfter) } : {}) };
};
