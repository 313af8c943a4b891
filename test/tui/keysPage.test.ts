import { readFile } from 'node:fs/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import { keyNames } from '../../src/tui/binding.ts';
import { parseConfig } from '../../src/tui/config.ts';
import { keysNow } from '../../src/tui/keys.ts';
import { keysPage } from '../../src/tui/keysPage.ts';
import type { State } from '../../src/tui/state.ts';
import { everyState } from './states.ts';

describe('docs/keys.md', () => {
  let states: ReadonlyMap<string, State>;
  beforeAll(async () => {
    states = await everyState();
  });

  it('is what the tables say: `node scripts/docs.mjs` writes it', async () => {
    expect(await readFile(new URL('../../docs/keys.md', import.meta.url), 'utf8')).toBe(keysPage());
  });

  it('has every key of every screen', () => {
    const page = keysPage();
    states.forEach((state, name) => {
      for (const binding of keysNow(state))
        expect(page, name).toContain(`| ${keyNames(binding).replaceAll('|', '\\|')} | ${binding.does} |`);
    });
  });

  it('shows a config that is taken', () => {
    const [, example = ''] = /```yaml\n([^`]+)```/.exec(keysPage()) ?? [];
    expect(parseConfig(example, 'config.yaml')).toMatchObject({ theme: 'light' });
  });
});
