import { execFileSync, spawn } from 'node:child_process';
import { renameSync } from 'node:fs';
import { open as openFile, type FileHandle } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openManifests } from '../../src/manifests/target.ts';
import { changeOf, folderWith, objectsOf, open, textOf, apply } from './folder.ts';

const account = (name: string): string => `apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: ${name}}\n`;

/** A named pipe in a folder of its own. */
const pipeNamed = (name: string): string => {
  const pipe = join(folderWith({}), name);
  execFileSync('mkfifo', [pipe]);
  return pipe;
};

/** Writes what a command prints into a pipe, as soon as somebody reads it. */
const fed = (pipe: string, command: string, input = ''): string => {
  const writer = spawn('/bin/sh', ['-c', `${command} > "$0"`, pipe], { stdio: ['pipe', 'ignore', 'ignore'] });
  onTestFinished(() => void writer.kill('SIGKILL'));
  writer.stdin.on('error', () => undefined).end(input);
  return pipe;
};

const pipeOf = (text: string): string => fed(pipeNamed('pipe.yaml'), 'cat', text);

describe('a pipe', () => {
  it('is read once, kept, and open for reading only', async () => {
    const pipe = pipeOf(account('a'));
    const target = await open(pipe);
    expect(target.info.readOnly).toBe(true);
    for (const _ of ['once', 'again']) {
      const [found] = await objectsOf(target, 'ServiceAccount');
      expect(found?.ref).toMatchObject({ name: 'a', source: { file: pipe, document: 0 } });
    }
    const { ref } = (await objectsOf(target, 'ServiceAccount'))[0]!;
    const change = await changeOf(target, ref, (copy) => (copy['automountServiceAccountToken'] = false));
    const preview = await target.preview(change);
    expect(preview.after?.['automountServiceAccountToken']).toBe(false);
    await expect(target.write(change, preview)).rejects.toMatchObject({ name: 'Refused', next: [expect.stringContaining('file')] });
  });

  it('is the same target as standard input, whatever a shell calls it', async () => {
    const stdin = await openManifests({ paths: ['-'], readOnly: false });
    for (const path of [pipeNamed('a.yaml'), pipeNamed('b'), '/dev/stdin', '/dev/fd/0']) {
      const { info } = await openManifests({ paths: [path], readOnly: false });
      expect(info).toEqual(stdin.info);
    }
  });

  it('gives what standard input gives where it is another name of it', async () => {
    const target = await openManifests({ paths: ['/dev/stdin'], readOnly: false, stdin: () => Readable.from([Buffer.from(account('a'))]) });
    expect((await objectsOf(target, 'ServiceAccount')).map(({ ref }) => ref.name)).toEqual(['a']);
  });

  it('beside a folder is told and refused, and the folder is written all the same', async () => {
    const folder = folderWith({ 'a.yaml': account('a') });
    const pipe = pipeOf(
      `apiVersion: v1\nkind: List\nitems: [${JSON.stringify({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'x' } })}]\n`,
    );
    const target = await open(pipe, folder);
    expect(target.info.readOnly).toBe(false);
    const [[space], [own]] = [await objectsOf(target, 'Namespace'), await objectsOf(target, 'ServiceAccount')];
    const alter = (copy: { metadata: { labels?: Record<string, string> } }): void => void (copy.metadata.labels = { a: 'b' });
    const [piped, kept] = [await changeOf(target, space!.ref, alter), await changeOf(target, own!.ref, alter)];
    expect(await target.denials([piped, kept])).toEqual([
      { verb: 'write', resource: pipe, reason: expect.stringContaining('pipe') as string },
    ]);
    await expect(target.preview(piped).then((preview) => target.write(piped, preview))).rejects.toThrow(/is a pipe/);
    const after = { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'new' } };
    const creation = { ref: { apiVersion: 'v1', kind: 'ServiceAccount', name: 'new' }, after, beside: space!.ref.source! };
    await expect(target.preview(creation)).rejects.toThrow(/is a pipe/);
    await apply(target, kept);
    expect(textOf(folder, 'a.yaml')).toMatch(/a: b/);
  });

  it('claims nothing: two that read one may write at the same time', async () => {
    const folder = folderWith({ 'a.yaml': account('a') });
    const [alone, piped] = [await open(folder), await open(folder, pipeNamed('p'))];
    expect(piped.claims!()).toEqual(alone.claims!());
  });

  it('of more than the limit is not read to its end', async () => {
    const target = await open(fed(pipeNamed('endless.yaml'), 'cat /dev/zero'));
    expect(await objectsOf(target, 'Pod')).toEqual([]);
    expect(target.problems!()).toMatchObject([{ message: expect.stringMatching(/too large \(the limit is 64 MB\)/) as string }]);
  });

  it('that nobody writes to is waited for no longer than is wanted', async () => {
    const pipe = pipeNamed('p');
    const leave = new AbortController();
    const reading = open(pipe).then((target) => target.read({ kinds: ['Pod'], signal: leave.signal }));
    const writer: FileHandle = await openFile(pipe, 'w'); // opens once there is a reader
    leave.abort(new Error('left'));
    await expect(reading).rejects.toThrow('left');
    await writer.close();
  });

  it('that has taken the place of a file since is not waited for', async () => {
    const folder = folderWith({ 'a.yaml': account('a'), 'b.yaml': account('b') });
    const target = await open(folder);
    const { ref } = (await objectsOf(target, 'ServiceAccount'))[0]!;
    renameSync(pipeNamed('p'), join(folder, 'a.yaml'));
    expect(await target.get(ref)).toBeUndefined();
  });
});

describe('what may never end and holds no manifests', () => {
  it.each(['/dev/zero', '/dev/null', '/dev/tty'])('is refused: %s', async (path) => {
    await expect(open(path)).rejects.toMatchObject({ exit: 2, message: `${path} is a device, and holds no manifests.` });
  });

  it('is passed over where it is /dev/null beside others', async () => {
    const target = await open(folderWith({ 'a.yaml': account('a') }), '/dev/null');
    expect((await target.read({ kinds: [] })).list('ServiceAccount')).toHaveLength(1);
    expect(target.problems!()).toEqual([]);
  });

  it('is refused: a socket, also beside a file', async () => {
    const folder = folderWith({ 'a.yaml': account('a') });
    const path = join(folder, 's.yaml');
    const server = createServer();
    await new Promise<void>((resolve) => void server.listen(path, resolve));
    onTestFinished(() => void server.close());
    await expect(open(join(folder, 'a.yaml'), path)).rejects.toMatchObject({
      exit: 2,
      message: `${path} is a socket, and holds no manifests.`,
    });
    expect(await objectsOf(await open(folder), 'ServiceAccount')).toHaveLength(1);
  });
});
