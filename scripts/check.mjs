// Types and lint of the whole repository in one process over one program, so that every type is found out once. Exits 1 where either is not clean.
import path from 'node:path';
import { ESLint } from 'eslint';
import ts from 'typescript';

const root = path.dirname(import.meta.dirname);
const host = { ...ts.sys, onUnRecoverableConfigFileDiagnostic: (wrong) => report([wrong]) };
const formats = { getCanonicalFileName: (name) => name, getCurrentDirectory: () => root, getNewLine: () => '\n' };
const report = (wrong) => process.stdout.write(ts.formatDiagnosticsWithColorAndContext(wrong, formats));

const { options, fileNames, errors } = ts.getParsedCommandLineOfConfigFile(path.join(root, 'tsconfig.json'), {}, host);
const program = ts.createProgram({ rootNames: fileNames, options: { ...options, noEmit: true }, configFileParsingDiagnostics: errors });
const wrong = ts.sortAndDeduplicateDiagnostics(ts.getPreEmitDiagnostics(program));
report(wrong);

const ours = { files: ['**/*.ts', '**/*.tsx'], languageOptions: { parserOptions: { projectService: false, programs: [program] } } };
const eslint = new ESLint({ cwd: root, overrideConfig: ours });
const results = await eslint.lintFiles(['.']);
const formatter = await eslint.loadFormatter('stylish');
process.stdout.write(await formatter.format(results));

process.exitCode = wrong.length > 0 || results.some(({ errorCount }) => errorCount > 0) ? 1 : 0;
