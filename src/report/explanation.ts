import type { Catalogue, Remediation } from '../core/remediation.ts';
import { API_VERSION } from './apiVersion.ts';
import { howFixed } from './remediationsPage.ts';
import { wrap } from './width.ts';

/** What the catalogue says of a remediation, as data. */
const described = ({ id, title, severity, category, why, risk, references, kinds, reads = [] }: Remediation) => ({
  id,
  title,
  severity,
  category,
  why,
  risk,
  kinds,
  reads,
  references,
});

export const explanation = (remediation: Remediation) => ({ apiVersion: API_VERSION, kind: 'Explanation', ...described(remediation) });

export const explanationList = (catalogue: Catalogue) => ({
  apiVersion: API_VERSION,
  kind: 'ExplanationList',
  remediations: catalogue.map(described),
});

const WIDTH = 96;

const paragraph = (heading: string, text: string): readonly string[] => ['', heading, ...wrap(text, WIDTH - 2).map((line) => `  ${line}`)];

/** The same as prose. */
export const explanationLines = (remediation: Remediation): readonly string[] => {
  const { id, title, severity, category, why, risk, kinds, references } = remediation;
  return [
    `${id} (${severity}, ${category})`,
    title,
    ...paragraph('WHY IT MATTERS', why),
    ...paragraph('WHAT MAY BREAK', risk),
    ...paragraph('HOW IT IS FIXED', howFixed(remediation)),
    ...paragraph('LOOKS AT', kinds.join(', ')),
    '',
    'REFERENCES',
    ...references.map((reference) => `  ${reference.source} ${reference.id}  ${reference.url}`),
  ];
};
