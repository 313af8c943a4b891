import type { Catalogue, Category, Reference, Remediation } from '../core/remediation.ts';

const CATEGORY_TITLES: Readonly<Record<Category, string>> = {
  identity: 'Identity',
  rbac: 'RBAC',
  'pod-security': 'Pod security',
  network: 'Network',
  resources: 'Namespaces and resources',
  images: 'Images',
  admission: 'Admission',
  'control-plane': 'Control plane, kubelet, nodes',
};

const INTRODUCTION = `# Remediations

This page is made from the catalogue by \`npm run docs\`; edit \`remediations/\` instead. \`kubeharden explain ID\` shows the same in the terminal.

How a finding is fixed is decided for each object: \`auto\` where nothing speaks against it, \`guard\` where a doubt has to be accepted first,
\`input\` where a value is asked for, \`guide\` where a person has to do it, \`owned\` where somebody else writes the object.`;

const link = ({ source, id, url }: Reference): string => `[${source} ${id}](${url})`;

export const howFixed = (remediation: Remediation): string => {
  if (!remediation.fix) return 'It is explained, step by step: the API cannot change it.';
  const ways = [
    ...(remediation.inputs ? ['it may ask for a value'] : []),
    ...(remediation.doubts ? ['it may raise a doubt'] : []),
    ...(remediation.guide ? ['where the API cannot change the object, it is explained'] : []),
  ];
  return ways.length === 0 ? 'Automatic.' : `Automatic, but ${ways.join('; ')}.`;
};

const section = (remediation: Remediation): string => `### \`${remediation.id}\`

${remediation.title}.

- **Severity:** ${remediation.severity}
- **Why it matters:** ${remediation.why}
- **What may break:** ${remediation.risk}
- **Looks at:** ${remediation.kinds.map((kind) => `\`${kind}\``).join(', ')}
- **Fix:** ${howFixed(remediation)}
- **References:** ${remediation.references.map(link).join(', ')}`;

/** The catalogue as a Markdown page: by category, and in each in the order in which fixes are offered. */
export const remediationsPage = (catalogue: Catalogue): string => {
  const categories = [...new Set(catalogue.map((remediation) => remediation.category))];
  const parts = categories.map((category) =>
    [`## ${CATEGORY_TITLES[category]}`, ...catalogue.filter((remediation) => remediation.category === category).map(section)].join('\n\n'),
  );
  return `${[INTRODUCTION, ...parts].join('\n\n')}\n`;
};
