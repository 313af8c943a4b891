// Bundles the app into dist/: main.js, and chunks that are loaded only where they are needed (the screens, the cluster client).
import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { build } from 'esbuild';
import { fewFiles } from './fewFiles.mjs';

const root = path.dirname(import.meta.dirname);

/** What is imported and never used here: Ink's devtools, processes for commander's commands that are programs of their own, and a check of what Ink hands to signal-exit. */
const withoutUnused = {
  name: 'without-unused',
  setup({ onResolve, onLoad }) {
    const nothing = (name) => ({ path: name, namespace: 'nothing' });
    onResolve({ filter: /^react-devtools-core$/ }, ({ path: name }) => nothing(name));
    onResolve({ filter: /^node:child_process$/ }, ({ path: name, importer }) =>
      importer.includes('/node_modules/commander/') ? nothing(name) : undefined,
    );
    onResolve({ filter: /^assert$/ }, ({ path: name, importer }) =>
      importer.includes('/node_modules/signal-exit/') ? nothing(name) : undefined,
    );
    onLoad({ filter: /.*/, namespace: 'nothing' }, () => ({ contents: 'exports.equal = () => {};' }));
  },
};

/** A file beside this one in the place of what modules below `user` import by that name, unless that file itself does. */
const instead = (file, filter, user = '') => ({
  name: file,
  setup({ onResolve }) {
    const ours = path.join(import.meta.dirname, file);
    onResolve({ filter }, ({ importer }) => (importer === ours || !importer.includes(user) ? undefined : { path: ours }));
  },
});

const INK = '/node_modules/ink/';
const quicker = [
  instead('quickStringWidth.mjs', /^string-width$/),
  instead('quickSanitizeAnsi.mjs', /\/sanitize-ansi\.js$/, INK),
  instead('quickOutput.mjs', /\/output\.js$/, INK),
  instead('lazyYaml.mjs', /^yaml$/),
];

/** Of client-node, KubeConfig is all that is used: neither the 5 MB of generated classes that its makeApiClient needs, nor what stands beside it. */
const leanClientNode = {
  name: 'lean-client-node',
  setup({ onResolve, onLoad }) {
    const config = path.join(root, 'node_modules/@kubernetes/client-node/dist/config.js');
    onResolve({ filter: /^@kubernetes\/client-node$/ }, () => ({ path: config }));
    onResolve({ filter: /^\.\/gen\/index\.js$/ }, ({ importer }) =>
      importer === config ? { path: 'gen', namespace: 'no-api' } : undefined,
    );
    const contents =
      'const none = () => { throw new Error("kubeharden has no API classes"); };\nexport { none as createConfiguration, none as ServerConfiguration };';
    onLoad({ filter: /.*/, namespace: 'no-api' }, () => ({ contents }));
  },
};

/** Yoga, which lays out for Ink, fetches its own data: URL; the global fetch alone takes a tenth of the start to load. Without it, it decodes the text, and Node faster than a loop. */
const quickYoga = {
  name: 'quick-yoga',
  setup({ onLoad }) {
    onLoad({ filter: /yoga-wasm-base64-esm\.js$/ }, async ({ path: file }) => {
      const asks = '"function"!=typeof fetch';
      const decodes = /b=xa\(a\.slice\(37\)\),c=new Uint8Array\(b\.length\);for\(a=0;a<b\.length;\+\+a\)c\[a\]=b\.charCodeAt\(a\)/;
      const text = await readFile(file, 'utf8');
      return text.includes(asks) && decodes.test(text)
        ? { contents: text.replaceAll(asks, 'true').replace(decodes, 'c=Buffer.from(a.slice(37),"base64")') }
        : { errors: [{ text: 'yoga loads its binary in another way now; look how' }] };
    });
  },
};

const dist = path.join(root, 'dist');
const fresh = path.join(root, `dist.${process.pid}`);
const remove = (folder) => rmSync(folder, { recursive: true, force: true });

process.on('exit', () => remove(fresh));
const options = {
  absWorkingDir: root,
  outdir: fresh,
  bundle: true,
  format: 'esm',
  platform: 'node',
  target: 'node22.19',
  // Names stay, so that the stack in a report of a bug can be read.
  minifySyntax: true,
  minifyWhitespace: true,
  legalComments: 'none',
  define: { 'process.env.NODE_ENV': '"production"', 'Intl.Segmenter': 'LazySegmenter' },
  inject: ['scripts/lazySegmenter.mjs'],
  plugins: [withoutUnused, ...quicker, leanClientNode, quickYoga],
  logLevel: 'warning',
  write: false,
};

const files = await fewFiles(await build({ ...options, entryPoints: ['src/main.ts'], splitting: true, metafile: true }));

/** What is imported of Node is taken from it directly: linked as modules, each costs the start as much as one of ours. */
const NODE = /\bimport(?:\{([^{}]*)\}|\*as ([\w$]+) | ([\w$]+) )from"(node:[\w/]+)";/g;
const fromNode = (_whole, names, all, one, module) =>
  `const ${names === undefined ? (all ?? one) : `{${names.replaceAll(' as ', ':')}}`}=process.getBuiltinModule("${module}");`;

/** What CommonJS packages need in a module. All else that they ask for is in the bundle. */
const REQUIRE =
  'const require=name=>{const found=process.getBuiltinModule(name);if(found)return found;throw new Error(`Cannot find module ${name}`)};\n';
mkdirSync(fresh);
for (const [name, text] of files)
  writeFileSync(path.join(fresh, name), (/typeof require\b|\brequire\(/.test(text) ? REQUIRE : '') + text.replaceAll(NODE, fromNode));
remove(dist);
renameSync(fresh, dist);
