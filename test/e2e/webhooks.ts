import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import type { Resource } from '../../src/core/resource.ts';
import { CA, fixture } from '../kube/server.ts';

interface Review {
  readonly request: { readonly uid: string; readonly namespace: string };
}

interface Verdict {
  readonly allowed: boolean;
  readonly status?: { readonly message: string };
  readonly patch?: readonly object[];
}

const POD = '/spec/jobTemplate/spec/template/spec';

/** By its path; undefined: no answer ever comes. */
const VERDICTS: Readonly<Record<string, Verdict | undefined>> = {
  '/denies': { allowed: false, status: { message: 'not on a Saturday' } },
  '/reverts': {
    allowed: true,
    patch: [{ op: 'add', path: `${POD}/containers/0/securityContext`, value: { allowPrivilegeEscalation: true } }],
  },
  '/labels': { allowed: true, patch: [{ op: 'add', path: '/metadata/labels', value: { stamped: 'yes' } }] },
};

export type Way = 'denies' | 'reverts' | 'labels' | 'hangs';

export interface Webhooks {
  /** A configuration that calls it for the second object of a namespace. */
  readonly configured: (namespace: string, way: Way) => Resource;
  /** How often it was called for that. */
  readonly calls: (namespace: string) => number;
  readonly close: () => Promise<void>;
}

/** A TLS server that plays admission webhooks. */
export const openWebhooks = async (): Promise<Webhooks> => {
  const calls: Record<string, number> = {};
  const server = createServer({ cert: CA, key: readFileSync(fixture('localhost.key')) }, (asked, answer) => {
    const judge = async (): Promise<void> => {
      const { request } = (await json(asked)) as Review;
      calls[request.namespace] = (calls[request.namespace] ?? 0) + 1;
      const verdict = VERDICTS[new URL(asked.url ?? '', 'https://localhost').pathname];
      if (!verdict) return;
      const { patch, ...rest } = verdict;
      const patched = patch ? { patchType: 'JSONPatch', patch: Buffer.from(JSON.stringify(patch)).toString('base64') } : {};
      const review = { apiVersion: 'admission.k8s.io/v1', kind: 'AdmissionReview', response: { uid: request.uid, ...rest, ...patched } };
      answer.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(review));
    };
    void judge();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    configured: (namespace, way) => ({
      apiVersion: 'admissionregistration.k8s.io/v1',
      kind: way === 'denies' ? 'ValidatingWebhookConfiguration' : 'MutatingWebhookConfiguration',
      metadata: { name: namespace },
      webhooks: [
        {
          name: `${way}.webhooks.example`,
          clientConfig: {
            url: `https://localhost:${(server.address() as AddressInfo).port}/${way}`,
            caBundle: Buffer.from(CA).toString('base64'),
          },
          rules: [{ apiGroups: ['batch'], apiVersions: ['v1'], operations: ['UPDATE'], resources: ['cronjobs'] }],
          namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': namespace } },
          matchConditions: [{ name: 'second', expression: 'object.metadata.name == "second"' }],
          timeoutSeconds: 1,
          sideEffects: 'None',
          admissionReviewVersions: ['v1'],
        },
      ],
    }),
    calls: (namespace) => calls[namespace] ?? 0,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
};
