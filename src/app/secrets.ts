import { holdsCredentials, tells } from '../analysis/redacted.ts';
import type { Difference } from '../core/diff.ts';
import { describeRef, refOf, type Resource } from '../core/resource.ts';
import { EXIT, Failure } from './errors.ts';
import { effectOf } from './sameOutcome.ts';
import type { Step } from './run.ts';
import type { Preview } from './target.ts';

/** Whether the record of a touched path would hold a credential. */
export const isTelling = ({ path, before, after }: Difference): boolean => {
  const last = path.at(-1);
  const name = typeof last === 'string' ? last : (last?.is ?? '');
  return tells(name, before) || tells(name, after);
};

/** Who an object is and who owns its fields; nothing that a person wrote. */
const identityOf = ({ apiVersion, kind, metadata }: Resource): Resource => {
  const { labels: _labels, annotations: _annotations, ...rest } = metadata;
  return { apiVersion, kind, metadata: rest };
};

/**
 * What a record may keep of a write: always the paths that it touches, the whole objects only where they hold no
 * credentials. Throws a Failure where a touched path holds one: without its value it could not be put back.
 */
export const recordable = (preview: Preview): Pick<Step, 'differences' | 'before' | 'after' | 'identity' | 'identityAfter' | 'files'> => {
  const { before, after, files } = preview;
  const guarded = [before, after].some((resource) => resource && holdsCredentials(resource));
  const differences = before && after ? effectOf(preview) : [];
  if (guarded && before && differences.some(isTelling))
    throw new Failure(
      EXIT.usage,
      `${describeRef(refOf(before))}: the change touches a credential in plain text, which must not be recorded.`,
      ['Move the credential into a Secret first; secrets-in-env says how.'],
    );
  return {
    differences,
    ...(before ? (guarded ? { identity: identityOf(before) } : { before }) : {}),
    ...(after ? (guarded ? { identityAfter: identityOf(after) } : { after }) : {}),
    ...(files ? { files } : {}),
  };
};
