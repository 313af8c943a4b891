import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { COURSES } from '../../scripts/pictures/courses.mjs';
import type { Overlay } from '../../src/tui/overlay.ts';
import type { Screen } from '../../src/tui/state.ts';

/** What shows each screen; a screen without a line here does not compile. */
const OF_SCREENS: Readonly<Record<Screen['at'], readonly string[]>> = {
  'first-run': ['start'],
  scanning: ['scanning'],
  session: ['session'],
  findings: ['findings', 'detail'],
  inspect: ['pod-security', 'network', 'rights'],
  review: ['review', 'side-by-side'],
  applying: ['apply'],
  summary: ['summary'],
  history: ['history'],
  drift: ['drift'],
  recover: ['recover'],
  failed: ['error'],
};

/** Waiting is a line that stands there for a moment. */
const OF_OVERLAYS: Readonly<Record<Exclude<Overlay['kind'], 'wait'>, readonly string[]>> = {
  help: ['help'],
  palette: ['palette'],
  explain: ['explain'],
  owner: ['owner'],
  confirm: ['confirm', 'rollback'],
  prompt: ['input'],
};

const docs = new URL('../../docs/', import.meta.url);
const page = readFileSync(new URL('screens.md', docs), 'utf8');
const files = readdirSync(new URL('pictures/', docs));
const declared = COURSES.flatMap(({ first, steps }) => [first, ...steps]).flatMap((one) => (one?.picture ? [one.picture] : []));
const names = declared.map(({ name }) => name).sort();

describe('docs/screens.md', () => {
  it('shows every screen and all that lies over one', () => {
    expect(names).toEqual([...Object.values(OF_SCREENS), ...Object.values(OF_OVERLAYS)].flat().sort());
  });

  it('is what the courses declare: `npm run picture` draws it', () => {
    expect(files.sort()).toEqual(names.map((name) => `${name}.svg`));
    expect([...page.matchAll(/\(pictures\/(.+)\.svg\)/g)].map(([, name]) => name).sort()).toEqual(names);
    for (const { name, title, sentence } of declared) {
      expect(page).toContain(`## ${title}\n\n${sentence}\n\n![${title}](pictures/${name}.svg)`);
      expect(readFileSync(new URL(`pictures/${name}.svg`, docs), 'utf8'), name).toMatch(/^<svg [^]*<text [^]*<\/svg>\n$/);
    }
  });
});
