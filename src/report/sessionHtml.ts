import { printable } from '../core/printable.ts';
import { fixedOf, headOf, type SessionEntry, type SessionRecord } from './sessionRecord.ts';

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** Text as text: nothing of it is markup. */
const html = (text: string): string => printable(text).replace(/[&<>"']/g, (letter) => ENTITIES[letter] ?? letter);

const STYLE = `
:root { color-scheme: light dark; }
body { font: 15px/1.5 system-ui, sans-serif; max-width: 72rem; margin: 2rem auto; padding: 0 1rem; }
table { border-collapse: collapse; width: 100%; margin: 0.5rem 0 2rem; }
th, td { text-align: left; vertical-align: top; padding: 0.3rem 0.8rem 0.3rem 0; border-bottom: 1px solid #8884; overflow-wrap: anywhere; }
caption { text-align: left; font-size: 1.2rem; font-weight: 600; padding: 0.4rem 0; }
tbody th { font-weight: 600; white-space: nowrap; }
code { font-family: ui-monospace, monospace; }
`;

const entryRow = ({ severity, remediation, title, object, reason = '' }: SessionEntry): string =>
  `<tr><td>${severity}</td><td><code>${html(remediation)}</code></td><td>${html(title)}</td><td><code>${html(object)}</code></td><td>${html(reason)}</td></tr>`;

const table = (caption: string, head: readonly string[], rows: readonly string[]): string =>
  rows.length === 0
    ? ''
    : `<table>\n<caption>${html(caption)} (${rows.length})</caption>\n<thead><tr>${head.map((text) => `<th scope="col">${text}</th>`).join('')}</tr></thead>\n<tbody>\n${rows.join('\n')}\n</tbody>\n</table>`;

/** The record of a session as one HTML page: nothing is loaded, nothing runs. */
export const sessionHtml = (record: SessionRecord): string => {
  const name = html(record.target.name);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Hardening of ${name}</title>
<style>${STYLE}</style>
</head>
<body>
<h1>Hardening of ${name}</h1>
<p>${fixedOf(record)}.</p>
<table>
<tbody>
${headOf(record)
  .map(([what, value]) => `<tr><th scope="row">${html(what)}</th><td>${html(value)}</td></tr>`)
  .join('\n')}
</tbody>
</table>
${record.parts
  .map(({ title, entries }) =>
    table(
      `${title[0]?.toUpperCase()}${title.slice(1)}`,
      ['Severity', 'Remediation', 'Weakness', 'Object', 'Reason'],
      entries.map(entryRow),
    ),
  )
  .filter(Boolean)
  .join('\n')}
${table(
  'Not checked',
  ['Remediation', 'Reason'],
  record.notChecked.map(({ remediation, reason }) => `<tr><td><code>${html(remediation)}</code></td><td>${html(reason)}</td></tr>`),
)}
</body>
</html>
`;
};
