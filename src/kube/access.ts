import { inParallel } from '../app/parallel.ts';
import type { Denial } from '../app/target.ts';
import { actionOf, type Change } from '../core/change.ts';
import { printable } from '../core/printable.ts';
import { field, groupOf, kindOf, text } from '../core/resource.ts';
import type { Api } from './api.ts';
import { resourceName, type Served } from './discovery.ts';
import { ok } from './status.ts';

const CONCURRENT = 8;

const VERBS = { create: 'create', edit: 'patch', delete: 'delete' } as const;

interface Right {
  readonly verb: string;
  readonly served: Served;
  readonly namespace?: string;
}

const denialOf = ({ verb, served, namespace }: Right, reason: string | undefined): Denial => ({
  verb,
  resource: resourceName(served),
  ...(namespace === undefined ? {} : { namespace }),
  ...(reason ? { reason: printable(reason) } : {}),
});

/** Asks the server about one right; what it does not decide is left to the dry-run. */
const askFor = async (api: Api, right: Right): Promise<Denial | undefined> => {
  const { verb, served, namespace } = right;
  const resourceAttributes = {
    verb,
    group: groupOf(served.apiVersion),
    resource: served.resource,
    ...(namespace === undefined ? {} : { namespace }),
  };
  const answer = await api.transport.send({
    method: 'POST',
    path: '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews',
    body: { apiVersion: 'authorization.k8s.io/v1', kind: 'SelfSubjectAccessReview', spec: { resourceAttributes } },
  });
  const status = field(answer.body, 'status');
  if (!ok(answer) || field(status, 'allowed') !== false) return undefined;
  return denialOf(right, text(field(status, 'reason')) ?? text(field(status, 'evaluationError')));
};

/** The rights that changes need and the user does not have: one review for each verb, resource and namespace. */
export const denialsOf = async (api: Api, changes: readonly Change[]): Promise<readonly Denial[]> => {
  const discovery = await api.discover([...new Set(changes.map(({ ref }) => kindOf(ref)))]);
  const rights = new Map<string, Right>();
  const denials: Denial[] = [];
  for (const change of changes) {
    const { ref } = change;
    const verb = VERBS[actionOf(change)];
    const served = discovery.find(ref);
    if (!served) {
      denials.push({ verb, resource: printable(kindOf(ref)), reason: 'the server does not serve this kind' });
      continue;
    }
    const namespace = served.namespaced && ref.namespace !== undefined ? { namespace: ref.namespace } : {};
    rights.set(`${verb} ${resourceName(served)} ${ref.namespace ?? ''}`, { verb, served, ...namespace });
  }
  const asked = await inParallel(CONCURRENT, [...rights.values()], (right) => askFor(api, right));
  return [...denials, ...asked.filter((denial) => denial !== undefined)];
};
