import fc from 'fast-check';
import { dump, load } from 'js-yaml';
import { describe, expect, it } from 'vitest';
import { readConfig } from '../../../src/analysis/controlPlane/configText.ts';

const leaf = fc.oneof(
  fc.string({ unit: fc.constantFrom(...'ab0:# -\'"\\[]{},&*!|>%@`?~=/.\n\t') }),
  fc.constantFrom(
    '10.96.0.10',
    '4h0m0s',
    'TLS_AES_128_GCM_SHA256',
    '0x1f',
    '1_000',
    '.5',
    'yes',
    'null',
    'true',
    '2024-01-01',
    '127.0.0.1:10256',
    '[::1]:80',
  ),
  fc.integer(),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.boolean(),
  fc.constant(null),
);
const config = fc.dictionary(
  fc.stringMatching(/^[A-Za-z][A-Za-z0-9._/-]{0,12}$/),
  fc.letrec<{ value: unknown }>((tie) => ({
    value: fc.oneof(
      { maxDepth: 3, withCrossShrink: true },
      leaf,
      fc.array(tie('value'), { maxLength: 3 }),
      fc.dictionary(fc.stringMatching(/^[A-Za-z][A-Za-z0-9-]{0,8}$/), tie('value'), { maxKeys: 3 }),
    ),
  })).value,
  { minKeys: 1 },
);

describe('readConfig', () => {
  it('reads what components write as a YAML library does, or says that it cannot', () => {
    fc.assert(
      fc.property(config, (value) => {
        const text = dump(value);
        const read = readConfig(text);
        if (read !== undefined) expect(read).toEqual(load(text));
      }),
      { numRuns: 2000 },
    );
  });

  it('never throws, and never reads other than a YAML library', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'ab: -\n\'"[]{}#,&|0') }), (text) => {
        const read = readConfig(text);
        if (read !== undefined) expect(read).toEqual(load(text));
      }),
      { numRuns: 3000 },
    );
  });

  it('reads the configurations of kubeadm, kubelet and kube-proxy', () => {
    const text = `apiServer:
  extraArgs:
  - name: audit-log-path
    value: /var/log/audit.log # where it goes
  - name: profiling
    value: "false"
  timeoutForControlPlane: 4m0s
apiVersion: kubeadm.k8s.io/v1beta4
caCertificateValidityPeriod: 87600h0m0s
dns: {}
clusterDNS:
- 10.96.0.10
imageRepository: registry.k8s.io
networking:
  podSubnet: 10.244.0.0/16
cpuManagerReconcilePeriod: 0s
detectLocalMode: ""
conntrack:
  maxPerCore: null
scheduler: {}
`;
    expect(readConfig(text)).toEqual(load(text));
  });

  it('reads JSON', () => {
    expect(readConfig('{"readOnlyPort": 10255}')).toEqual({ readOnlyPort: 10255 });
  });

  it.each([
    'a: &b 1',
    'a: *b',
    'a: !!str 1',
    'a: >\n  b',
    'a: 1\na: 2',
    'a: 0755',
    '- a',
    'a',
    '',
    'a: b\n  c: d',
    '{a: b',
    'a: "b',
    '---\na: 1\n---\nb: 2',
  ])('refuses %j', (text) => {
    expect(readConfig(text)).toBeUndefined();
  });
});
