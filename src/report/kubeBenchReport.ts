import type { Recommendation } from '../analysis/controlPlane/kubeBench.ts';
import { printable } from '../core/printable.ts';
import type { Catalogue } from '../core/remediation.ts';
import { API_VERSION } from './apiVersion.ts';
import { table } from './table.ts';

/** A recommendation that was not met, with the remediations and guides for it. */
export interface Linked extends Recommendation {
  readonly remediations: readonly string[];
}

export interface KubeBenchReport {
  readonly apiVersion: string;
  readonly kind: 'KubeBenchReport';
  readonly summary: { readonly pass: number; readonly fail: number; readonly warn: number; readonly info: number; readonly linked: number };
  /** What failed, then what a person has to look at. */
  readonly recommendations: readonly Linked[];
}

/** Links what kube-bench found to the catalogue, by the number of the CIS benchmark 1.12. */
export const kubeBenchReport = (results: readonly Recommendation[], catalogue: Catalogue): KubeBenchReport => {
  const idsOf = (cis: string | undefined): readonly string[] =>
    catalogue.filter(({ references }) => references.some(({ source, id }) => source === 'CIS' && id === cis)).map(({ id }) => id);
  const count = (status: Recommendation['status']): number => results.filter((result) => result.status === status).length;
  const open = (['FAIL', 'WARN'] as const).flatMap((status) => results.filter((result) => result.status === status));
  const recommendations = open.map((result) => ({ ...result, remediations: idsOf(result.cis) }));
  const linked = recommendations.filter(({ remediations }) => remediations.length > 0).length;
  return {
    apiVersion: API_VERSION,
    kind: 'KubeBenchReport',
    summary: { pass: count('PASS'), fail: count('FAIL'), warn: count('WARN'), info: count('INFO'), linked },
    recommendations,
  };
};

const withoutRemediation = ({ recommendations }: KubeBenchReport): readonly Linked[] =>
  recommendations.filter(({ remediations }) => remediations.length === 0);

export const kubeBenchTable = (report: KubeBenchReport): readonly string[] => {
  const { summary, recommendations } = report;
  const rows = recommendations.map(({ number, status, remediations, title }) => [
    status,
    printable(number),
    remediations.length === 0 ? '-' : remediations.join(' '),
    printable(title),
  ]);
  const without = withoutRemediation(report).length;
  const { pass, fail, warn, linked } = summary;
  return [
    ...(rows.length > 0 ? [...table(['STATUS', 'NUMBER', 'REMEDIATION', 'RECOMMENDATION'], rows), ''] : []),
    `${fail} failed, ${warn} to look at by hand, ${pass} passed; ${linked} of ${recommendations.length} have a remediation or guide here`,
    ...(linked > 0 ? ['`kubeharden explain ID` tells about one; `kubeharden scan` finds where it is, with the steps.'] : []),
    ...(without > 0 ? [`${without} have none: what kube-bench says to do stands in -o wide and -o json.`] : []),
  ];
};

/** What kube-bench itself says to do where there is nothing here. */
export const kubeBenchRemedies = (report: KubeBenchReport): readonly string[] =>
  withoutRemediation(report).flatMap(({ number, remedy }) => [
    '',
    printable(number),
    ...remedy.split('\n').map((line) => `  ${printable(line)}`),
  ]);
