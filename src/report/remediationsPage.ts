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

These pages are made from the catalogue by \`npm run docs\`; edit \`remediations/\` instead. \`kubeharden explain ID\` shows the same in the terminal, and [Coverage](coverage.md) says which recommendation is covered by which of them.

How a finding is fixed is decided for each object: \`auto\` where nothing speaks against it, \`guard\` where a doubt has to be accepted first,
\`input\` where a value is asked for, \`guide\` where a person has to do it, \`owned\` where somebody else writes the object.`;

export const howFixed = (remediation: Remediation): string => {
  if (!remediation.fix) return 'It is explained, step by step: the API cannot change it.';
  const ways = [
    ...(remediation.inputs ? ['it may ask for a value'] : []),
    ...(remediation.doubts ? ['it may raise a doubt'] : []),
    ...(remediation.guide ? ['where the API cannot change the object, it is explained'] : []),
  ];
  return ways.length === 0 ? 'Automatic.' : `Automatic, but ${ways.join('; ')}.`;
};

const commandsOf = (remediation: Remediation): string => {
  const { id } = remediation;
  return remediation.fix
    ? `kubeharden plan ${id}   # what would change, what may break, who owns the objects\nkubeharden apply ${id}`
    : `kubeharden plan ${id}   # the steps for each object`;
};

const bySource = (references: readonly Reference[]): readonly string[] =>
  [...Map.groupBy(references, ({ source }) => source)].map(
    ([source, all]) => `- **${source}:** ${all.map(({ id, url }) => `[${id}](${url})`).join(', ')}`,
  );

const pageOf = (remediation: Remediation): string => `# \`${remediation.id}\`

${remediation.title}.

- **Severity:** ${remediation.severity}
- **Looks at:** ${remediation.kinds.map((kind) => `\`${kind}\``).join(', ')}

## Why it matters

${remediation.why}

## How it is fixed

${howFixed(remediation)}

\`\`\`sh
${commandsOf(remediation)}
\`\`\`

## What may break

${remediation.risk}

## References

${bySource(remediation.references).join('\n')}

[All remediations](../remediations.md)
`;

const row = (remediation: Remediation): string => {
  const { id, title, severity } = remediation;
  return `| [\`${id}\`](remediations/${id}.md) | ${title} | ${severity} | ${remediation.fix ? 'fix' : 'guide'} |`;
};

const section = (title: string, entries: Catalogue): string => `## ${title}

| Id | Weakness | Severity | |
| --- | --- | --- | --- |
${entries.map(row).join('\n')}`;

/** The catalogue as Markdown: a page for each remediation, and one that lists them, by category and in the order in which fixes are offered. By path below docs/. */
export const remediationsPages = (catalogue: Catalogue): ReadonlyMap<string, string> => {
  const sections = [...Map.groupBy(catalogue, ({ category }) => category)].map(([category, all]) =>
    section(CATEGORY_TITLES[category], all),
  );
  return new Map([
    ['remediations.md', `${[INTRODUCTION, ...sections].join('\n\n')}\n`],
    ...catalogue.map((remediation) => [`remediations/${remediation.id}.md`, pageOf(remediation)] as const),
  ]);
};
