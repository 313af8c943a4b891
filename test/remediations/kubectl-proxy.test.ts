import { describe, expect, it } from 'vitest';
import remediation from '../../remediations/kubectl-proxy.ts';
import { kubectlProxyIn } from '../../src/analysis/kubectlProxy.ts';
import { describeRemediation } from './describeRemediation.ts';
import { snapshotFrom } from './manifests.ts';

const deployment = (container: string, spec = ''): string => `
apiVersion: apps/v1
kind: Deployment
metadata: { name: api, namespace: ops }
spec:
  template:
    metadata: { labels: { app: api } }
    spec: { ${spec} containers: [{ name: proxy, ${container} }] }
`;

describeRemediation(remediation, {
  weak: deployment('image: tools:1, command: [kubectl, proxy, --address=0.0.0.0, --port=8080]'),
  hardened: deployment('image: tools:1, command: [kubectl, proxy, --address=127.0.0.1, --port=8080]'),
  sound: [
    deployment('image: tools:1, command: [kubectl, proxy]'),
    deployment('image: tools:1, command: [kubectl, proxy, --unix-socket=/tmp/s, --address=0.0.0.0]'),
    deployment('image: tools:1, command: [kubectl, exec, web, --, proxy, --address=0.0.0.0]'),
  ],
});

describe('kubectl-proxy', () => {
  const at = (container: object) => {
    const found = kubectlProxyIn(container as Record<string, unknown>);
    return found && `${found.address}:${found.port}${found.isLoopback ? ' alone' : ''}`;
  };

  it('sees it wherever the words stand', () => {
    expect(at({ command: ['/usr/bin/kubectl', '-n', 'ops', 'proxy', '--address', '::'] })).toBe(':::8001');
    expect(at({ command: ['sh', '-c', 'sleep 1 && kubectl --v=2 proxy --address=$(POD_IP) -p 80 | cat'] })).toBe('$(POD_IP):80');
    expect(at({ image: 'bitnami/kubectl:1.30', args: ['proxy', '--address=0.0.0.0', '--accept-hosts=^a$|^b$', '--port=9'] })).toBe(
      '0.0.0.0:9',
    );
    expect(at({ command: ['sh'], args: ['-c', "kubectl proxy --address '0.0.0.0'"] })).toBe('0.0.0.0:8001');
  });

  it('knows loopback, and other commands', () => {
    expect(at({ command: ['kubectl', 'proxy', '--address=0.0.0.0', '--address=localhost'] })).toBe('localhost:8001 alone');
    for (const command of [['kubectl', 'get', 'proxy'], ['kubectl', '-n', 'x', 'get', 'proxy'], ['proxy'], ['kubectl'], null])
      expect(at({ command })).toBeUndefined();
    expect(at({ image: 'bitnami/kubectl', command: ['proxy'] })).toBeUndefined();
  });

  it('counts loopback of a node as open', () => {
    const find = (yaml: string) => {
      const snapshot = snapshotFrom(yaml);
      return remediation.find(snapshot.list('apps/Deployment')[0]!, snapshot);
    };
    expect(find(deployment('image: kubectl, args: [proxy]', 'hostNetwork: true,'))).toEqual([
      {
        path: 'spec.template.spec.containers[proxy].args',
        detail: expect.stringMatching(/127\.0\.0\.1:8001, for all programs on its node/),
      },
    ]);
    expect(find(deployment('image: kubectl, args: [proxy]'))).toEqual([]);
  });

  it('names the account and what leads to it', () => {
    const snapshot = snapshotFrom(`${deployment('image: kubectl, args: [proxy, --address=0.0.0.0]', 'serviceAccountName: robot,')}---
apiVersion: v1
kind: Service
metadata: { name: api, namespace: ops }
spec: { selector: { app: api }, ports: [{ port: 8001 }] }
`);
    const steps = remediation.guide?.(snapshot.list('apps/Deployment')[0]!, snapshot)?.steps.join('\n');
    expect(steps).toContain('ServiceAccount ops/robot');
    expect(steps).toContain('Service api leads to it');
  });
});
