/** The ConfigMap in which kubeadm keeps the configuration of kubelets. */
export const kubeletConfig = (yaml: string): string => `
apiVersion: v1
kind: ConfigMap
metadata: { name: kubelet-config, namespace: kube-system }
data:
  kubelet: |
    apiVersion: kubelet.config.k8s.io/v1beta1
    kind: KubeletConfiguration
${yaml.replaceAll(/^/gm, '    ')}
`;

/** What a kubelet told about itself, or what a file says. */
export const ofNode = (yaml: string): string => `
apiVersion: kubelet.config.k8s.io/v1beta1
kind: KubeletConfiguration
metadata: { name: a }
${yaml}
`;
