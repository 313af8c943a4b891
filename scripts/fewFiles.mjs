// What the start reads is three files instead of fifty: Node takes about a millisecond for each that it finds, reads and links.
import { build } from 'esbuild';

const SHARED = 'shared.js';
const IMPORT = /\bimport(?:\{([^{}]*)\}from)?"\.\/([^"]+)"/g;
const nameOf = (file) => file.slice(file.lastIndexOf('/') + 1);

/** The chunks that these entries import at once, directly or through others. */
const chunksOf = (outputs, entries) => {
  const found = new Set();
  const follow = (file) =>
    outputs[file].imports.forEach(({ path, kind }) => {
      if (kind !== 'import-statement' || !(path in outputs) || found.has(path)) return;
      found.add(path);
      follow(path);
    });
  entries.forEach(follow);
  return [...found];
};

/** One file of all `chunks`, each of whose names ends with the number of its chunk. */
const joined = async (chunks, textOf, outputs) => {
  const exported = (file, i) => `export{${outputs[file].exports.map((name) => `${name} as ${name}_${i}`).join()}}from"./${nameOf(file)}";`;
  const inMemory = {
    name: 'in-memory',
    setup({ onResolve, onLoad }) {
      onResolve({ filter: /^\.\// }, ({ path }) =>
        textOf.has(nameOf(path)) ? { path: nameOf(path), namespace: 'chunk' } : { path, external: true },
      );
      onLoad({ filter: /.*/, namespace: 'chunk' }, ({ path }) => ({ contents: textOf.get(path) }));
    },
  };
  const { outputFiles } = await build({
    stdin: { contents: chunks.map(exported).join('\n'), resolveDir: '/' },
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node22.19',
    minifySyntax: true,
    minifyWhitespace: true,
    legalComments: 'none',
    plugins: [inMemory],
    logLevel: 'warning',
    write: false,
  });
  return outputFiles[0].text;
};

/** `{ name: text }` of all files, in which the chunks that main.js and the screens need at once are one. */
export const fewFiles = async ({ outputFiles, metafile: { outputs } }) => {
  const texts = new Map(outputFiles.map(({ path, text }) => [nameOf(path), text]));
  const entries = Object.keys(outputs).filter((file) => ['src/main.ts', 'src/tui/index.tsx'].includes(outputs[file].entryPoint));
  const chunks = chunksOf(outputs, entries);
  const numbers = new Map(chunks.map((file, i) => [nameOf(file), i]));
  const inner = new Map([...texts].filter(([name]) => numbers.has(name)));
  const pointed = (text) =>
    text.replaceAll(IMPORT, (whole, names, file) => {
      const number = numbers.get(file);
      if (number === undefined) return whole;
      if (names === undefined) return `import"./${SHARED}"`;
      const taken = names
        .split(',')
        .map((one) => one.split(' as '))
        .map(([name, as = name]) => `${name}_${number} as ${as}`);
      return `import{${taken.join()}}from"./${SHARED}"`;
    });
  const rest = [...texts].filter(([name]) => !numbers.has(name)).map(([name, text]) => [name, pointed(text)]);
  return new Map([...rest, [SHARED, await joined(chunks, inner, outputs)]]);
};
