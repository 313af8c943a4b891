// What the start reads is four files instead of fifty: Node takes about a millisecond for each that it finds, reads and links.
import { build } from 'esbuild';

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

/** One text of the chunks with these names, each of whose exports ends with the number of its chunk. */
const joined = async (names, texts, exportsOf) => {
  const exported = (name, i) =>
    `export{${exportsOf(name)
      .map((one) => `${one} as ${one}_${i}`)
      .join()}}from"./${name}";`;
  const inMemory = {
    name: 'in-memory',
    setup({ onResolve, onLoad }) {
      onResolve({ filter: /^\.\// }, ({ path }) =>
        names.includes(nameOf(path)) ? { path: nameOf(path), namespace: 'chunk' } : { path, external: true },
      );
      onLoad({ filter: /.*/, namespace: 'chunk' }, ({ path }) => ({ contents: texts.get(path) }));
    },
  };
  const { outputFiles } = await build({
    stdin: { contents: names.map(exported).join('\n'), resolveDir: '/' },
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

/** The files with these chunks in one of that name, and every import of them from there. */
const merged = async (texts, chunks, exportsOf, file) => {
  const names = chunks.filter((name) => texts.has(name));
  const pointed = (text) =>
    text.replaceAll(IMPORT, (whole, taken, from) => {
      const number = names.indexOf(from);
      if (number < 0) return whole;
      if (taken === undefined) return `import"./${file}"`;
      const pairs = taken.split(',').map((one) => one.split(' as '));
      return `import{${pairs.map(([name, as = name]) => `${name}_${number} as ${as}`).join()}}from"./${file}"`;
    });
  const rest = [...texts].filter(([name]) => !names.includes(name)).map(([name, text]) => [name, pointed(text)]);
  return new Map([...rest, [file, await joined(names, texts, exportsOf)]]);
};

/** `{ name: text }` of all files, in which what every start needs is one, what the screens share with the commands another, and what the screens alone need (Ink, which computes as it is loaded) a third. */
export const fewFiles = async ({ outputFiles, metafile: { outputs } }) => {
  const files = new Map(Object.keys(outputs).map((file) => [nameOf(file), file]));
  const exportsOf = (name) => outputs[files.get(name)].exports;
  const chunksFor = (isWanted) =>
    chunksOf(
      outputs,
      [...files.values()].filter((file) => isWanted(outputs[file].entryPoint ?? '')),
    ).map(nameOf);
  const texts = new Map(outputFiles.map(({ path, text }) => [nameOf(path), text]));
  const elsewhere = new Set(chunksFor((entry) => entry !== '' && !entry.startsWith('src/tui/')));
  const ofScreens = chunksFor((entry) => entry === 'src/tui/index.tsx');
  const shared = ofScreens.filter((name) => elsewhere.has(name));
  const always = await merged(
    texts,
    chunksFor((entry) => entry === 'src/main.ts'),
    exportsOf,
    'always.js',
  );
  const common = await merged(always, shared, exportsOf, 'common.js');
  return merged(common, ofScreens, exportsOf, 'screens.js');
};
