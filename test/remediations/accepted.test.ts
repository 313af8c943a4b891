import { afterAll, beforeAll, expect, it } from 'vitest';
import allowAllPolicy from '../../remediations/allow-all-policy.ts';
import defaultDeny from '../../remediations/default-deny.ts';
import ingressNoTls from '../../remediations/ingress-no-tls.ts';
import metadataApi from '../../remediations/metadata-api.ts';
import noLimitRange from '../../remediations/no-limit-range.ts';
import noQuota from '../../remediations/no-quota.ts';
import { planChanges, type AnswerBook } from '../../src/core/plan.ts';
import type { Catalogue } from '../../src/core/remediation.ts';
import { field, type Resource } from '../../src/core/resource.ts';
import { scan } from '../../src/core/scan.ts';
import { collectionOf, pathOf, plainApi, type PlainApi } from '../control-plane/api.ts';
import { describeOnControlPlane } from '../control-plane/describe.ts';
import { resources, snapshotFrom } from './manifests.ts';

const namespace = (name: string): string => `---
apiVersion: v1
kind: Namespace
metadata: { name: ${name} }
`;
const deployment = (name: string, resourcesOf = ''): string => `---
apiVersion: apps/v1
kind: Deployment
metadata: { name: ${name}, namespace: shop }
spec:
  replicas: 2
  selector: { matchLabels: { app: ${name} } }
  template:
    metadata: { labels: { app: ${name} } }
    spec: { containers: [{ name: ${name}, image: registry.example/app:1${resourcesOf} }] }
`;
const policy = (name: string, spec: string, at = 'shop'): string => `---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: ${name}, namespace: ${at} }
spec: ${spec}
`;
const WEB = '{ matchLabels: { app: web } }';
const SHOP = `${namespace('shop')}${namespace('edge')}
${deployment('web', ', resources: { requests: { cpu: 100m, memory: 64Mi }, limits: { memory: 128Mi } }')}${deployment('db')}---
apiVersion: v1
kind: Service
metadata: { name: db, namespace: shop }
spec: { selector: { app: db }, ports: [{ port: 5432 }] }
${policy('some', `{ podSelector: ${WEB}, policyTypes: [Egress], egress: [{ to: [{ ipBlock: { cidr: 169.254.0.0/16, except: [169.254.1.0/24] } }] }] }`)}
${policy('alone', `{ podSelector: ${WEB}, egress: [{ to: [{ ipBlock: { cidr: 169.254.169.254/32 } }] }] }`)}
${policy('open', `{ podSelector: ${WEB}, ingress: [{}], egress: [{ ports: [{ port: 80 }] }] }`)}
${policy('all', '{ podSelector: {}, policyTypes: [Ingress, Egress], ingress: [{}], egress: [{}] }', 'edge')}---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: { name: shop, namespace: shop }
spec: { defaultBackend: { service: { name: db, port: { number: 5432 } } }, rules: [{ host: "*.example.com" }, { host: shop.example.org }] }
`;
const CATALOGUE: Catalogue = [defaultDeny, allowAllPolicy, metadataApi, ingressNoTls, noLimitRange, noQuota];
const ANSWERS: AnswerBook = {
  'ingress-no-tls': { secret: 'shop-tls' },
  'no-limit-range': { cpuRequest: '50m', cpuLimit: 'none', memoryRequest: '64Mi', memoryLimit: '256Mi' },
  'no-quota': { cpuRequests: '2', cpuLimits: 'none', memoryRequests: '4Gi', memoryLimits: '8Gi' },
};
const DRY = '?dryRun=All&fieldValidation=Strict';

describeOnControlPlane('what remediations of the network and of resources write', {}, (plane) => {
  let api: PlainApi;
  beforeAll(async () => {
    api = plainApi(plane());
    for (const object of resources(SHOP)) await api.must('POST', collectionOf(object), object);
  });
  afterAll(() => api.close());

  const sent = async (after: Resource, isNew: boolean): Promise<Resource> => {
    if (isNew) return api.must('POST', `${collectionOf(after)}${DRY}`, after);
    const live = await api.must('GET', pathOf(after));
    return api.must('PUT', `${pathOf(after)}${DRY}`, { ...after, metadata: { ...live.metadata, annotations: after.metadata.annotations } });
  };

  it.each(CATALOGUE.map((remediation) => [remediation.id, remediation] as const))(
    '%s: the API server stores it as it was written',
    async (_id, remediation) => {
      const snapshot = snapshotFrom(SHOP);
      const { findings } = scan(snapshot, [remediation], () => undefined);
      const changes = planChanges(snapshot, findings, [remediation], ANSWERS);
      expect(changes.length).toBeGreaterThan(0);
      for (const { change } of changes) {
        const stored = await sent(change.after!, change.before === undefined);
        expect(field(stored, 'spec')).toMatchObject(field(change.after, 'spec') as object);
      }
    },
  );
});
