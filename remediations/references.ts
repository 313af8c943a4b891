import type { Reference } from '../src/core/remediation.ts';

/** Kubernetes Benchmark, numbers of version 1.12; the text itself is behind a form. */
export const cis = (id: string): Reference => ({ source: 'CIS', id, url: 'https://www.cisecurity.org/benchmark/kubernetes' });

/** The Kubernetes Hardening Guide, version 1.2; `id` is the name of the chapter. */
export const nsa = (id: string): Reference => ({
  source: 'NSA/CISA',
  id,
  url: 'https://media.defense.gov/2022/Aug/29/2003066362/-1/-1/0/CTR_KUBERNETES_HARDENING_GUIDANCE_1.2_20220829.PDF',
});

export const pss = (level: 'baseline' | 'restricted'): Reference => ({
  source: 'PSS',
  id: level,
  url: `https://kubernetes.io/docs/concepts/security/pod-security-standards/#${level}`,
});

/** `C-0016` */
export const kubescape = (id: string): Reference => ({
  source: 'kubescape',
  id,
  url: `https://kubescape.io/docs/controls/${id.toLowerCase()}/`,
});

/** `KSV-0001`, which the vulnerability database writes with three digits; `KCV-0001`, which keeps its four. */
export const trivy = (id: string): Reference => {
  const [family = '', number = ''] = id.toLowerCase().split('-');
  const digits = family === 'kcv' ? 4 : 3;
  return { source: 'trivy', id, url: `https://avd.aquasec.com/misconfig/${family}${String(Number(number)).padStart(digits, '0')}` };
};

export const polaris = (id: string): Reference => ({ source: 'polaris', id, url: 'https://polaris.docs.fairwinds.com/checks/security/' });

/** `asat` */
export const kubeaudit = (auditor: string): Reference => ({
  source: 'kubeaudit',
  id: auditor,
  url: `https://github.com/Shopify/kubeaudit/blob/main/docs/auditors/${auditor}.md`,
});

/** `CKV_K8S_20` */
export const checkov = (id: string): Reference => ({
  source: 'checkov',
  id,
  url: 'https://www.checkov.io/5.Policy%20Index/kubernetes.html',
});

export const kubeLinter = (id: string): Reference => ({
  source: 'kube-linter',
  id,
  url: `https://docs.kubelinter.io/#/generated/checks?id=${id}`,
});

/** `pod-security/restricted/disallow-privilege-escalation`: the folder and the name of the policy. */
export const kyverno = (path: string): Reference => {
  const id = path.slice(path.lastIndexOf('/') + 1);
  return { source: 'kyverno', id, url: `https://kyverno.io/policies/${path}/${id}/` };
};

/** A page of the documentation by its path: `concepts/services-networking/network-policies`. */
export const kubernetes = (path: string): Reference => ({ source: 'kubernetes', id: path, url: `https://kubernetes.io/docs/${path}/` });
