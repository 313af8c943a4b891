import { describe, expect, it } from 'vitest';
import remediation from '../../remediations/exposed-service.ts';
import { scanOne } from '../../src/core/scan.ts';
import { describeRemediation } from './describeRemediation.ts';
import { snapshotFrom } from './manifests.ts';

const service = (spec: string, metadata = ''): string => `
apiVersion: v1
kind: Service
metadata: { name: web, namespace: shop${metadata} }
spec: ${spec}
`;
const web = (labels: string): string => `---
apiVersion: apps/v1
kind: Deployment
metadata: { name: web, namespace: shop }
spec: { template: { metadata: { labels: ${labels} }, spec: { containers: [{ name: web }] } } }
`;

describeRemediation(remediation, {
  weak: service('{ type: NodePort, selector: { app: web }, ports: [{ name: http, port: 80, nodePort: 30080 }] }'),
  hardened: service('{ type: ClusterIP, selector: { app: web }, ports: [{ name: http, port: 80 }] }'),
  sound: [
    service('{ selector: { app: web }, ports: [{ port: 22 }, { port: 10250 }] }'),
    service('{ type: ExternalName, externalName: web.example.com }'),
    service('{ externalIPs: [] }'),
  ],
});

const judge = (yaml: string) => scanOne(remediation, snapshotFrom(yaml), () => undefined);
const found = (yaml: string) => judge(yaml).findings[0]?.evidence ?? [];

describe('exposed-service', () => {
  it('says who is let in', () => {
    const [open] = found(service('{ type: LoadBalancer }'));
    expect(open?.detail).toBe('LoadBalancer lets in everybody, and opens its ports on every node');
    const narrow = '{ type: LoadBalancer, loadBalancerSourceRanges: [10.0.0.0/8], allocateLoadBalancerNodePorts: false }';
    const inside = ', annotations: { service.beta.kubernetes.io/azure-load-balancer-internal: "true" }';
    expect(found(service(narrow, inside))[0]?.detail).toBe('LoadBalancer lets in 10.0.0.0/8 in the network of the cloud');
    expect(found(service('{ externalIPs: [192.0.2.1] }'))).toEqual([
      { path: 'spec.externalIPs', detail: expect.stringContaining('192.0.2.1') },
    ]);
  });

  it('points at the ports of the cluster itself', () => {
    const ports = (list: string) => found(service(`{ type: LoadBalancer, ports: [${list}] }`)).slice(1);
    expect(ports('{ port: 80 }, { name: ssh, port: 2222, targetPort: 22 }, { port: 10255 }, { port: 443, targetPort: 6443 }')).toEqual([
      { path: 'spec.ports[ssh]', detail: expect.stringMatching(/^22 is SSH/) },
      { path: 'spec.ports[2]', detail: expect.stringMatching(/^10255 is the read-only port/) },
      { path: 'spec.ports[3]', detail: expect.stringMatching(/^6443 is the API server/) },
    ]);
    expect(ports('{ port: 80, targetPort: 8080 }'), 'programs listen there too').toEqual([]);
    expect(ports('{ port: 8080, targetPort: 80 }')).toHaveLength(1);
    expect(ports('{ port: 1, nodePort: 10250 }, null, { port: junk, targetPort: [2379] }')).toHaveLength(1);
  });

  it('is how Ingresses and Gateways are reached, by design', () => {
    const open = service('{ type: LoadBalancer, selector: { app: web } }');
    expect(judge(`${open}${web('{ app: web, app.kubernetes.io/name: ingress-nginx }')}`).byDesign).toHaveLength(1);
    expect(judge(`${open}${web('{ app: web }')}`).byDesign).toHaveLength(0);
    expect(judge(service('{ type: LoadBalancer }', ', labels: { gateway.networking.k8s.io/gateway-name: edge }')).findings).toEqual([]);
  });

  it('gives the commands for this Service', () => {
    const snapshot = snapshotFrom(
      `${service('{ type: NodePort, selector: { app: web }, ports: [{ port: 80, nodePort: 30080 }] }')}${web('{ app: web }')}`,
    );
    const guide = remediation.guide?.(snapshot.list('Service')[0]!, snapshot);
    const steps = guide?.steps.join('\n');
    expect(steps).toMatch(/^Deployment web answers behind it on port 80/);
    expect(steps).toContain(`kubectl patch service web -n shop --type=merge -p '{"spec":{"type":"ClusterIP"}}'`);
    expect(steps).toContain('port 30080');
    expect(guide?.files?.[0]?.diff).toContain('-  type: NodePort');
  });
});
