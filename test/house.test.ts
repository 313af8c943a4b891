import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '..');

interface SourceFile {
  /** From the root of the repository. */
  readonly path: string;
  readonly text: string;
}

const filesBelow = (folder: string): readonly SourceFile[] =>
  readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.tsx?$/.test(name))
    .map((name) => ({ path: join(folder, name), text: readFileSync(join(ROOT, folder, name), 'utf8') }));

const sources = [...filesBelow('src'), ...filesBelow('remediations')];

const parsed = new Map<SourceFile, ts.SourceFile>();
const treeOf = (file: SourceFile): ts.SourceFile => {
  const tree =
    parsed.get(file) ??
    ts.createSourceFile(file.path, file.text, ts.ScriptTarget.Latest, true, file.path.endsWith('x') ? ts.ScriptKind.TSX : ts.ScriptKind.TS);
  parsed.set(file, tree);
  return tree;
};

const walk = (node: ts.Node, visit: (node: ts.Node) => void): void => {
  visit(node);
  ts.forEachChild(node, (child) => walk(child, visit));
};

/** Every module that a file names: imports, re-exports, `import()` and import types. */
const importsOf = (file: SourceFile): readonly string[] => {
  const found: string[] = [];
  walk(treeOf(file), (node) => {
    if ((ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) && node.moduleSpecifier && ts.isStringLiteral(node.moduleSpecifier))
      found.push(node.moduleSpecifier.text);
    const [first] = ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword ? node.arguments : [];
    if (first && ts.isStringLiteral(first)) found.push(first.text);
    if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument) && ts.isStringLiteral(node.argument.literal))
      found.push(node.argument.literal.text);
  });
  return found;
};

/** `core`, `kube`, `remediations`, …; `main` for src/main.ts. */
const roomOf = (path: string): string => {
  const [top = '', room = ''] = path.split('/');
  return top === 'src' ? room.replace(/\.tsx?$/, '') : top;
};

const EDGE = ['app', 'core', 'analysis'];
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  remediations: ['core', 'analysis'],
  core: [],
  analysis: ['core'],
  app: ['core', 'analysis'],
  kube: EDGE,
  manifests: EDGE,
  memory: EDGE,
  journal: EDGE,
  report: EDGE,
  tui: [...EDGE, 'report'],
  cli: [...EDGE, 'report'],
  main: ['package.json', 'remediations', 'core', 'analysis', 'app', 'kube', 'manifests', 'memory', 'journal', 'report', 'tui', 'cli'],
};

const linesOf = (text: string): number => text.trimEnd().split('\n').length;

describe('the house', () => {
  it('has rooms of which each imports only what it may', () => {
    const wrong = sources.flatMap((file) => {
      const room = roomOf(file.path);
      return importsOf(file)
        .filter((name) => name.startsWith('.'))
        .map((name) => relative(ROOT, join(ROOT, dirname(file.path), name)))
        .filter((to) => roomOf(to) !== room && !(MAY_IMPORT[room] ?? []).includes(roomOf(to)))
        .map((to) => `${file.path} imports ${to}`);
    });
    expect(wrong).toEqual([]);
  });

  it('has no room without a rule', () => {
    expect([...new Set(sources.map(({ path }) => roomOf(path)))].filter((room) => !(room in MAY_IMPORT))).toEqual([]);
  });

  it('keeps what is pure away from the machine', () => {
    const pure = sources.filter(({ path }) => ['core', 'analysis', 'app', 'remediations'].includes(roomOf(path)));
    const wrong = pure.flatMap((file) =>
      importsOf(file)
        .filter((name) => /^(?:node:(?!crypto$|util$|path$)|undici|@kubernetes|ink|react|zod|yaml|js-yaml|commander)/.test(name))
        .map((name) => `${file.path} imports ${name}`),
    );
    expect(wrong).toEqual([]);
  });

  it.each([
    ['kube', /^(?:undici|@kubernetes\/client-node)$/],
    ['tui', /^(?:ink|ink-.*|react)$/],
    ['journal', /^(?:node:sqlite|zod)$/],
  ])('keeps to %s what only it needs', (room, libraries) => {
    const wrong = sources
      .filter(({ path }) => ![room, 'main'].includes(roomOf(path)))
      .flatMap((file) =>
        importsOf(file)
          .filter((name) => libraries.test(name))
          .map((name) => `${file.path} imports ${name}`),
      );
    expect(wrong).toEqual([]);
  });

  it('holds one idea in a file', () => {
    expect(sources.filter(({ text }) => linesOf(text) > 250).map(({ path, text }) => `${path}: ${linesOf(text)} lines`)).toEqual([]);
    const lengths = sources.map(({ text }) => linesOf(text)).sort((a, b) => a - b);
    expect(lengths[Math.floor(lengths.length / 2)]).toBeLessThan(80);
  });

  it('names files after what they are', () => {
    const named = [...sources, ...filesBelow('test')].map(({ path }) => path);
    expect(
      named.filter((path) =>
        /\b(?:utils?|(?<!controller-)manager|helpers?|misc|common|shared)\b|(?:Utils?|Manager|Helpers?)\./i.test(path),
      ),
    ).toEqual([]);
    const barrels = sources.filter((file) =>
      treeOf(file).statements.every((statement) => ts.isExportDeclaration(statement) && statement.moduleSpecifier),
    );
    expect(barrels.map(({ path }) => path)).toEqual([]);
  });

  it('has functions that fit a screen', () => {
    const long = sources
      .filter(({ path }) => ['core', 'analysis', 'app', 'remediations'].includes(roomOf(path)))
      .flatMap((file) => {
        const found: string[] = [];
        const tree = treeOf(file);
        walk(tree, (node) => {
          if (!ts.isFunctionLike(node) || !('body' in node) || !node.body) return;
          const lineOf = (position: number): number => tree.getLineAndCharacterOfPosition(position).line;
          const lines = lineOf(node.end) - lineOf(node.getStart(tree)) + 1;
          if (lines > 40) found.push(`${file.path}:${lineOf(node.getStart(tree)) + 1}: ${lines} lines`);
        });
        return found;
      });
    expect(long).toEqual([]);
  });
});
