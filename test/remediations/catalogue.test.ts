import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { catalogue } from '../../remediations/index.ts';

const ids = catalogue.map((remediation) => remediation.id);
const place = (id: string): number => ids.indexOf(id);

describe.each(catalogue.map((remediation) => [remediation.id, remediation] as const))('%s', (id, remediation) => {
  it('has an id in kebab-case, and says why, what may break and where to read on', () => {
    expect(id).toMatch(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/);
    expect(remediation.title).not.toMatch(/\.$/);
    for (const sentence of [remediation.why, remediation.risk]) expect(sentence).toMatch(/^[A-Z].{20,}\.$/);
    expect(remediation.references.length).toBeGreaterThan(0);
    for (const { id: name, url } of remediation.references) {
      expect(name).not.toBe('');
      expect(new URL(url).protocol).toBe('https:');
    }
  });

  it('stands in a file of its own name, with a test and a page', () => {
    expect(existsSync(new URL(`../../remediations/${id}.ts`, import.meta.url))).toBe(true);
    expect(readFileSync(new URL(`./${id}.test.ts`, import.meta.url), 'utf8')).toContain('describeRemediation(');
    expect(existsSync(new URL(`../../docs/remediations/${id}.md`, import.meta.url))).toBe(true);
  });

  it('can be fixed, or says what a person has to do', () => {
    expect('fix' in remediation || 'guide' in remediation).toBe(true);
    expect(remediation.kinds.length).toBeGreaterThan(0);
  });
});

describe('the catalogue', () => {
  it('names each weakness once', () => {
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('keeps what makes other fixes unnecessary, or must see their result, in order', () => {
    const order: readonly (readonly [string, string])[] = [
      ['default-sa-automount', 'workload-token-automount'],
      ['deny-dashboard', 'default-deny'],
      ['privilege-escalation', 'psa-enforce'],
      // A privileged container, or one with SYS_ADMIN, refuses allowPrivilegeEscalation: false.
      ['privileged', 'privilege-escalation'],
      ['capabilities', 'privilege-escalation'],
      // HostProcess needs the network of the node, on which every port is a host port.
      ['proc-sysctl', 'host-namespaces'],
      ['host-namespaces', 'host-ports'],
      ['workload-default-sa', 'workload-token-automount'],
      ['psa-labels', 'psa-enforce'],
    ];
    for (const [first, second] of order.filter((pair) => pair.every((id) => ids.includes(id))))
      expect(place(first), `${first} before ${second}`).toBeLessThan(place(second));
  });
});
