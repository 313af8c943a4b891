import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { catalogue } from '../../remediations/index.ts';
import { remediationsPage } from '../../src/report/remediationsPage.ts';

describe('remediationsPage', () => {
  it('is what stands in docs/remediations.md (npm run docs writes it anew)', () => {
    expect(readFileSync(new URL('../../docs/remediations.md', import.meta.url), 'utf8')).toBe(remediationsPage(catalogue));
  });

  it('holds what a person needs to know of each entry, once', () => {
    const page = remediationsPage(catalogue);
    for (const { id, why, risk, references } of catalogue) {
      expect(page.split(`### \`${id}\`\n`)).toHaveLength(2);
      for (const part of [why, risk, ...references.map(({ url }) => `](${url})`)]) expect(page).toContain(part);
    }
  });
});
