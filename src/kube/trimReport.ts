import { isRecord } from '../core/resource.ts';
import { picked } from './picked.ts';

type Fields = Readonly<Record<string, unknown>>;

const REPORT = ['registry', 'artifact'];
const VULNERABILITY = ['vulnerabilityID', 'severity', 'resource', 'installedVersion', 'fixedVersion'];

/** Only these are read. */
const isGrave = (vulnerability: unknown): vulnerability is Fields =>
  isRecord(vulnerability) && (vulnerability['severity'] === 'CRITICAL' || vulnerability['severity'] === 'HIGH');

/** What is read of a VulnerabilityReport: descriptions and links make it some hundred kilobytes. */
export const trimReport = (item: Fields): Fields => {
  const { report } = item;
  if (!isRecord(report)) return item;
  const list = report['vulnerabilities'];
  const vulnerabilities = Array.isArray(list) ? { vulnerabilities: list.filter(isGrave).map((of) => picked(of, VULNERABILITY)) } : {};
  return { ...item, report: { ...picked(report, REPORT), ...vulnerabilities } };
};
