// Writes docs/remediations.md from the catalogue. Needs a Node that runs TypeScript as it is (the one in node_modules/.bin does).
import { writeFileSync } from 'node:fs';
import { catalogue } from '../remediations/index.ts';
import { remediationsPage } from '../src/report/remediationsPage.ts';

writeFileSync(new URL('../docs/remediations.md', import.meta.url), remediationsPage(catalogue));
