// Writes docs/remediations.md and docs/remediations/ from the catalogue, and docs/keys.md from the tables of the screens. Needs a Node that runs TypeScript as it is (the one in node_modules/.bin does).
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { catalogue } from '../remediations/index.ts';
import { remediationsPages } from '../src/report/remediationsPage.ts';
import { keysPage } from '../src/tui/keysPage.ts';

const docs = new URL('../docs/', import.meta.url);
rmSync(new URL('remediations/', docs), { recursive: true, force: true });
mkdirSync(new URL('remediations/', docs));
for (const [path, text] of remediationsPages(catalogue)) writeFileSync(new URL(path, docs), text);
writeFileSync(new URL('keys.md', docs), keysPage());
