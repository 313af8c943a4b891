// Bundles the app into dist/: main.js, the thread that reads files (reader.js), and chunks that are loaded only where they are needed (the screens, the cluster client).
import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { build } from 'esbuild';

const root = path.dirname(import.meta.dirname);

/** What is imported and never used here: Ink's devtools, and processes for commander's commands that are programs of their own. */
const withoutUnused = {
  name: 'without-unused',
  setup({ onResolve, onLoad }) {
    const nothing = (name) => ({ path: name, namespace: 'nothing' });
    onResolve({ filter: /^react-devtools-core$/ }, ({ path: name }) => nothing(name));
    onResolve({ filter: /^node:child_process$/ }, ({ path: name, importer }) =>
      importer.includes('/node_modules/commander/') ? nothing(name) : undefined,
    );
    onLoad({ filter: /.*/, namespace: 'nothing' }, () => ({ contents: 'export default {};' }));
  },
};

/** See quickStringWidth.mjs. */
const quickStringWidth = {
  name: 'quick-string-width',
  setup({ onResolve }) {
    const quick = path.join(import.meta.dirname, 'quickStringWidth.mjs');
    onResolve({ filter: /^string-width$/ }, ({ importer }) => (importer === quick ? undefined : { path: quick }));
  },
};

/** client-node does not say that its modules only declare: of 5 MB of generated classes, KubeConfig needs none. */
const leanClientNode = {
  name: 'lean-client-node',
  setup({ onResolve, resolve }) {
    onResolve({ filter: /^(@kubernetes\/client-node$|\.)/ }, async ({ path: name, pluginData, importer, ...from }) => {
      const isTheirs = name.startsWith('@') || importer.includes('/@kubernetes/client-node/');
      if (pluginData === leanClientNode || !isTheirs) return undefined;
      return { ...(await resolve(name, { ...from, importer, pluginData: leanClientNode })), sideEffects: false };
    });
  },
};

/** Yoga, which lays out for Ink, fetches its own data: URL; the global fetch alone takes a tenth of the start to load. Without it, it decodes the text. */
const yogaWithoutFetch = {
  name: 'yoga-without-fetch',
  setup({ onLoad }) {
    onLoad({ filter: /yoga-wasm-base64-esm\.js$/ }, async ({ path: file }) => {
      const asks = '"function"!=typeof fetch';
      const text = await readFile(file, 'utf8');
      return text.includes(asks)
        ? { contents: text.replaceAll(asks, 'true') }
        : { errors: [{ text: 'yoga loads its binary in another way now; look whether it still uses fetch' }] };
    });
  },
};

const dist = path.join(root, 'dist');
const fresh = path.join(root, `dist.${process.pid}`);
const remove = (folder) => rmSync(folder, { recursive: true, force: true });

process.on('exit', () => remove(fresh));
const { outputFiles } = await build({
  absWorkingDir: root,
  entryPoints: { main: 'src/main.ts', reader: 'src/manifests/reader.ts' },
  outdir: fresh,
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node22.19',
  // Names stay, so that the stack in a report of a bug can be read.
  minifySyntax: true,
  minifyWhitespace: true,
  legalComments: 'none',
  define: { 'process.env.NODE_ENV': '"production"', 'Intl.Segmenter': 'LazySegmenter' },
  inject: ['scripts/lazySegmenter.mjs'],
  plugins: [withoutUnused, quickStringWidth, leanClientNode, yogaWithoutFetch],
  logLevel: 'warning',
  write: false,
});

/** What CommonJS packages need in a module; making a `require` takes time, so only they get one. */
const REQUIRE = "import{createRequire as requireFrom}from'node:module';const require=requireFrom(import.meta.url);\n";
mkdirSync(fresh);
for (const { path: file, text } of outputFiles) writeFileSync(file, /typeof require\b|\brequire\(/.test(text) ? REQUIRE + text : text);
remove(dist);
renameSync(fresh, dist);
