import { existsSync, readdirSync, readFileSync } from 'node:fs';
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
    const isThere = (file: string): boolean => existsSync(new URL(`../../${file}`, import.meta.url));
    const test = `test/remediations/${id}.test.ts`;
    expect(isThere(`remediations/${id}.ts`), `remediations/${id}.ts is there`).toBe(true);
    expect(isThere(test), `${test} is there`).toBe(true);
    expect(readFileSync(new URL(`../../${test}`, import.meta.url), 'utf8')).toContain('describeRemediation(');
    expect(isThere(`docs/remediations/${id}.md`), `docs/remediations/${id}.md is there: npm run docs writes it`).toBe(true);
  });

  it('can be fixed, or says what a person has to do', () => {
    expect('fix' in remediation || 'guide' in remediation).toBe(true);
    expect(remediation.kinds.length).toBeGreaterThan(0);
  });
});

describe('the catalogue', () => {
  it('has a line in index.ts for every file of remediations/', () => {
    const files = readdirSync(new URL('../../remediations/', import.meta.url)).map((name) => name.replace(/\.ts$/, ''));
    expect(files.filter((name) => !['index', 'references', ...ids].includes(name))).toEqual([]);
  });

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
