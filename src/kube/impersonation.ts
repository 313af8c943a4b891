import { EXIT, Failure } from '../app/errors.ts';
import { isRecord, text } from '../core/resource.ts';
import type { Context } from './contexts.ts';

type Headers = Readonly<Record<string, string | string[]>>;

const strings = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : []);

/** The headers of `--as` and `--as-group`, else of the kubeconfig's `as`, `as-groups`, `as-uid` and `as-user-extra`. */
export const impersonation = (context: Context, flags: { readonly as?: string; readonly asGroups?: readonly string[] }): Headers => {
  const body = flags.as === undefined ? (context.user?.body ?? {}) : { as: flags.as, 'as-groups': [] };
  const user = text(body['as']);
  const groups = flags.asGroups?.length ? [...flags.asGroups] : strings(body['as-groups']);
  if (!user) {
    if (groups.length === 0) return {};
    throw new Failure(EXIT.usage, 'Groups can only be impersonated together with a user.', ['Add `--as USER`.']);
  }
  const uid = text((body as Record<string, unknown>)['as-uid']);
  const extra = (body as Record<string, unknown>)['as-user-extra'];
  return {
    'impersonate-user': user,
    ...(groups.length > 0 ? { 'impersonate-group': groups } : {}),
    ...(uid ? { 'impersonate-uid': uid } : {}),
    ...(isRecord(extra)
      ? Object.fromEntries(
          Object.entries(extra).map(([name, values]) => [`impersonate-extra-${encodeURIComponent(name.toLowerCase())}`, strings(values)]),
        )
      : {}),
  };
};
