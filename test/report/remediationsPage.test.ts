import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { catalogue } from '../../remediations/index.ts';
import { remediationsPages } from '../../src/report/remediationsPage.ts';

const docs = new URL('../../docs/', import.meta.url);
const pages = remediationsPages(catalogue);

describe('remediationsPages', () => {
  it('are what stands in docs/ (npm run docs writes them anew)', () => {
    const stale = [...pages].filter(([path, text]) => readFileSync(new URL(path, docs), 'utf8') !== text);
    expect(stale.map(([path]) => path)).toEqual([]);
    expect(readdirSync(new URL('remediations/', docs)).sort()).toEqual(catalogue.map(({ id }) => `${id}.md`).sort());
  });

  it('hold what a person needs to know of each entry', () => {
    const list = pages.get('remediations.md') ?? '';
    for (const { id, title, why, risk, references } of catalogue) {
      expect(list.split(`| [\`${id}\`](remediations/${id}.md) | ${title} |`)).toHaveLength(2);
      for (const part of [title, why, risk, ...references.map(({ url }) => `](${url})`)])
        expect(pages.get(`remediations/${id}.md`)).toContain(part);
    }
  });
});
