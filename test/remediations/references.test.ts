import { describe, expect, it } from 'vitest';
import { kubernetes, kubescape, kyverno, pss, trivy } from '../../remediations/references.ts';

describe('references', () => {
  it('writes identifiers as the pages of their source do', () => {
    expect(kubescape('C-0016').url).toBe('https://kubescape.io/docs/controls/c-0016/');
    expect(trivy('KSV-0001').url).toBe('https://avd.aquasec.com/misconfig/ksv001');
    expect(trivy('KSV-0111').url).toBe('https://avd.aquasec.com/misconfig/ksv111');
    expect(trivy('KCV-0030').url).toBe('https://avd.aquasec.com/misconfig/kcv0030');
    expect(pss('restricted').url).toMatch(/pod-security-standards\/#restricted$/);
  });

  it('keeps the name that the source gives', () => {
    expect(trivy('KSV-0036').id).toBe('KSV-0036');
    expect(kyverno('pod-security/restricted/disallow-privilege-escalation')).toEqual({
      source: 'kyverno',
      id: 'disallow-privilege-escalation',
      url: 'https://kyverno.io/policies/pod-security/restricted/disallow-privilege-escalation/disallow-privilege-escalation/',
    });
    expect(kubernetes('concepts/security').url).toBe('https://kubernetes.io/docs/concepts/security/');
  });
});
