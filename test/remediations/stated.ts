import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { build, type Plugin } from 'esbuild';
import type { Remediation } from '../../src/core/remediation.ts';
import type { Stated } from './describeRemediation.ts';

export interface Proven {
  readonly remediation: Remediation;
  readonly stated: Stated;
}

const VITEST = ['describe', 'it', 'test', 'expect', 'vi', 'beforeAll', 'afterAll', 'beforeEach', 'afterEach', 'onTestFinished'];

/** Test files in which nothing is tested: what they state is kept, whatever else they call does nothing. */
const listening: Plugin = {
  name: 'listening',
  setup: (builder) => {
    builder.onResolve({ filter: /^vitest$/ }, () => ({ path: 'vitest', namespace: 'listening' }));
    builder.onResolve({ filter: /\/describeRemediation\.ts$/ }, () => ({ path: 'describeRemediation', namespace: 'listening' }));
    builder.onLoad({ filter: /^vitest$/, namespace: 'listening' }, () => ({
      contents: `const nothing = new Proxy(() => nothing, { get: () => nothing });
        export { ${VITEST.map((name) => `nothing as ${name}`).join(', ')} };`,
    }));
    builder.onLoad({ filter: /^describeRemediation$/, namespace: 'listening' }, () => ({
      contents: `export const all = [];
        export const describeRemediation = (remediation, stated) => void all.push({ remediation, stated });`,
    }));
  },
};

/** What the tests of all remediations state, in the order of their files. */
export const allStated = async (): Promise<readonly Proven[]> => {
  const here = import.meta.dirname;
  const files = readdirSync(here).filter(
    (name) => name.endsWith('.test.ts') && /^describeRemediation\(/m.test(readFileSync(path.join(here, name), 'utf8')),
  );
  const folder = mkdtempSync(path.join(tmpdir(), 'kubeharden-stated-'));
  const outfile = path.join(folder, 'stated.mjs');
  try {
    const contents = [...files.map((name) => `import './${name}';`), "export { all } from './describeRemediation.ts';"].join('\n');
    const banner = { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" };
    await build({
      stdin: { contents, resolveDir: here, loader: 'ts' },
      bundle: true,
      platform: 'node',
      format: 'esm',
      outfile,
      banner,
      plugins: [listening],
      logLevel: 'error',
    });
    return ((await import(/* @vite-ignore */ pathToFileURL(outfile).href)) as { readonly all: readonly Proven[] }).all;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};
