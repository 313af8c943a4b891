import { EXIT, Failure } from '../app/errors.ts';

/** Which editor: as kubectl chooses. */
export const editorOf = (env: Readonly<Record<string, string | undefined>>): string =>
  [env['KUBE_EDITOR'], env['VISUAL'], env['EDITOR']].find((name) => name !== undefined && name.trim() !== '') ?? 'vi';

const ended = (command: string, args: readonly string[]): Promise<number | NodeJS.Signals | null> => {
  const { spawn } = process.getBuiltinModule('node:child_process'); // as an import it costs every start
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: 'inherit' });
    child.on('error', reject);
    child.on('exit', (code, signal) => resolve(signal ?? code));
  });
};

/** Runs the editor on a file of its own that nobody else can read, and returns what it holds then. Throws a Failure. */
export const editIn = async (editor: string, text: string): Promise<string> => {
  const { mkdtemp, readFile, rm, writeFile } = process.getBuiltinModule('node:fs/promises');
  const folder = await mkdtemp(`${process.getBuiltinModule('node:os').tmpdir()}/kubeharden-edit-`);
  try {
    const file = `${folder}/change.yaml`;
    await writeFile(file, text, { mode: 0o600 });
    const how = await ended('/bin/sh', ['-c', `${editor} "$1"`, 'sh', file]);
    if (how !== 0)
      throw new Failure(EXIT.usage, `The editor (${editor}) ended with ${how ?? 'an error'}.`, [
        'KUBE_EDITOR, VISUAL or EDITOR say which is used.',
      ]);
    return await readFile(file, 'utf8');
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};
