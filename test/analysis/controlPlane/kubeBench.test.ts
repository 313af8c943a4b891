import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { catalogue } from '../../../remediations/index.ts';
import { kubeBenchResults } from '../../../src/analysis/controlPlane/kubeBench.ts';
import { kubeBenchRemedies, kubeBenchReport, kubeBenchTable } from '../../../src/report/kubeBenchReport.ts';

const result = (test_number: string, test_desc: string, status = 'FAIL') => ({
  test_number,
  test_desc,
  status,
  remediation: 'Do it.\n',
  scored: true,
});
const controls = (version: string, node_type: string, desc: string, ...results: readonly object[]) => ({
  id: '1',
  version,
  node_type,
  tests: [{ section: '1', desc, results }],
});

const REPORT = {
  Controls: [
    controls(
      'cis-1.6',
      'master',
      'API Server',
      result('1.2.7', 'Ensure that the --authorization-mode argument is not set to AlwaysAllow (Automated)'),
      result('1.2.16', 'Ensure that the admission control plugin PodSecurityPolicy is set (Automated)'),
      result('1.2.21', 'Ensure that the --profiling argument is set to false (Automated)'),
    ),
    controls('cis-1.6', 'master', 'Scheduler', result('1.4.1', 'Ensure that the --profiling argument is set to false (Automated)', 'PASS')),
    controls('eks-1.5.0', 'node', 'Kubelet', result('3.2.1', 'Ensure that the Anonymous Auth is Not Enabled Draft (Automated)')),
    controls(
      'cis-1.8',
      'node',
      'Worker Node Configuration Files',
      result('4.1.1', 'Ensure that the kubelet service file permissions are set to 600', 'WARN'),
    ),
    controls(
      'cis-1.20',
      'policies',
      'RBAC and Service Accounts',
      result('5.1.3', 'Minimize wildcard use in Roles and ClusterRoles (Manual)', 'WARN'),
    ),
  ],
  Totals: {},
};

describe('what kube-bench found', () => {
  it('is numbered as in the newest benchmark, by what it says', () => {
    const results = kubeBenchResults(REPORT) ?? [];
    expect(results.map(({ number, cis }) => [number, cis])).toEqual([
      ['1.2.7', '1.2.6'],
      ['1.2.16', undefined],
      ['1.2.21', '1.2.15'],
      ['1.4.1', '1.4.1'],
      ['3.2.1', '4.2.1'],
      ['4.1.1', undefined],
      ['5.1.3', '5.1.3'],
    ]);
    expect(results[0]).toMatchObject({ benchmark: 'cis-1.6', status: 'FAIL', remedy: 'Do it.' });
    expect(results[0]?.title).toBe('Ensure that the --authorization-mode argument is not set to AlwaysAllow');
  });

  it('is linked to the remediations and guides, failures first, and what has none is told', () => {
    const report = kubeBenchReport(kubeBenchResults(REPORT) ?? [], catalogue);
    expect(report.recommendations.map(({ number, remediations }) => [number, ...remediations])).toEqual([
      ['1.2.7', 'rbac-off'],
      ['1.2.16'],
      ['1.2.21', 'apiserver-profiling'],
      ['3.2.1', 'kubelet-anonymous'],
      ['4.1.1'],
      ['5.1.3', ...catalogue.filter(({ references }) => references.some(({ id }) => id === '5.1.3')).map(({ id }) => id)],
    ]);
    expect(report.summary).toMatchObject({ pass: 1, fail: 4, warn: 2, info: 0 });
    expect(kubeBenchTable(report)).toContainEqual(expect.stringContaining('4 failed, 2 to look at by hand, 1 passed'));
    expect(kubeBenchRemedies(report).join('\n')).toMatch(/1\.2\.16\n {2}Do it\./);
  });

  it('is read from the lists and lone objects of old versions too', () => {
    expect(kubeBenchResults(REPORT.Controls)).toEqual(kubeBenchResults(REPORT));
    expect(kubeBenchResults(REPORT.Controls[1])).toHaveLength(1);
  });

  it.each([null, 7, 'x', [], {}, { Controls: [] }, { Controls: 'x' }, [null], { tests: null }])('is not %j', (report) => {
    expect(kubeBenchResults(report)).toBeUndefined();
  });

  it('bears reports of any form', () => {
    const junk = fc.constantFrom<unknown>(null, 0, 'x', true, [], {}, [null], { tests: 'x' }, { results: [7, { test_number: 1 }] });
    const report = fc.record({
      version: junk,
      node_type: junk,
      tests: fc.array(fc.oneof(junk, fc.record({ desc: junk, results: fc.array(junk) }))),
    });
    fc.assert(fc.property(fc.array(report), (all) => void kubeBenchResults({ Controls: all })));
  });

  it('finds a remediation or guide here for all that the newest benchmark says of flags and settings, but for three', () => {
    const known = new Set(catalogue.flatMap(({ references }) => references.flatMap(({ source, id }) => (source === 'CIS' ? [id] : []))));
    const sections = { '1.2': 30, '1.3': 7, '1.4': 2, '2': 7, '4.2': 14, '4.3': 1 };
    const all = Object.entries(sections).flatMap(([section, last]) => Array.from({ length: last }, (_, i) => `${section}.${i + 1}`));
    // --request-timeout, --hostname-override and --event-qps: any value may be right.
    expect(all.filter((number) => !known.has(number))).toEqual(['1.2.20', '4.2.7', '4.2.8']);
  });
});
