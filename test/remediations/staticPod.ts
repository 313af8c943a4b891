import type { Resource } from '../../src/core/resource.ts';

/** The mirror of a static pod that starts a component with these flags, as kubeadm writes it. */
export const staticPod = (component: string, flags: readonly string[], tag = 'v1.34.1'): Resource => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: {
    name: `${component}-a`,
    namespace: 'kube-system',
    annotations: { 'kubernetes.io/config.mirror': '6580cebb2d04c6c59385cf58e278b0a6' },
    labels: { component, tier: 'control-plane' },
    ownerReferences: [{ apiVersion: 'v1', kind: 'Node', name: 'a', uid: '1', controller: true }],
  },
  spec: { containers: [{ name: component, image: `registry.k8s.io/${component}:${tag}`, command: [component, ...flags] }] },
});
