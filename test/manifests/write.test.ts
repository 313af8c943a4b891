import { appendFileSync, chmodSync, lstatSync, readFileSync, readdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { Refused, Stale } from '../../src/app/errors.ts';
import { creationOf } from '../../src/core/change.ts';
import { replaceFiles } from '../../src/manifests/replaceFiles.ts';
import { openManifests } from '../../src/manifests/target.ts';
import { apply, backFrom, changeOf, folderWith, objectsOf, open, textOf } from './folder.ts';

const ACCOUNT = 'apiVersion: v1\nkind: ServiceAccount # bot\nmetadata:\n  name: bot # no namespace\n# end\n';
const harden = (copy: Record<string, unknown>): void => void (copy['automountServiceAccountToken'] = false);

const oneObject = async (content: string | Buffer, name = 'a.yaml') => {
  const folder = folderWith({ [name]: content });
  const target = await open(folder);
  const [found] = await objectsOf(target, 'ServiceAccount');
  return { folder, file: join(folder, name), target, ref: found!.ref };
};

/** Without the rights of root, which may write anywhere. */
const asNobody = async (work: () => Promise<void>): Promise<void> => {
  const isRoot = process.geteuid!() === 0;
  if (isRoot) process.seteuid!(65534);
  try {
    await work();
  } finally {
    if (isRoot) process.seteuid!(0);
  }
};

describe('an edit', () => {
  it('shows what would be stored, changes nothing until it is written, and then changes its lines only', async () => {
    const { file, target, ref } = await oneObject(ACCOUNT);
    const change = await changeOf(target, ref, harden);
    const preview = await target.preview(change);
    expect(textOf(file)).toBe(ACCOUNT);
    expect(preview).toMatchObject({ before: change.before, after: change.after, checked: 'server', warnings: [] });
    const stored = await target.write(change, preview);
    expect(stored).toEqual(change.after);
    expect(await target.get(ref)).toEqual(change.after);
    expect(textOf(file)).toBe(ACCOUNT.replace('# end\n', '# end\nautomountServiceAccountToken: false\n'));
  });

  it('writes no namespace into a file that names none', async () => {
    const { file, target, ref } = await oneObject(ACCOUNT);
    expect(ref.namespace).toBe('default');
    await apply(target, await changeOf(target, ref, harden));
    expect(textOf(file)).not.toContain('namespace:');
  });

  it.each([
    ['a byte order mark and CRLF', `\ufeff${ACCOUNT.replaceAll('\n', '\r\n')}`],
    ['characters of several bytes', `# größer 😀\n${ACCOUNT}`],
    ['no final line break', ACCOUNT.trimEnd()],
    ['documents around it', `a: 1\n---\n${ACCOUNT}...\n%YAML 1.2\n---\nb: 1\n`],
    ['a List around it', `apiVersion: v1\nkind: List\nitems:\n- ${ACCOUNT.trimEnd().replaceAll('\n', '\n  ')}\n`],
    ['JSON', JSON.stringify({ apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'bot' } }, null, '\t')],
  ])('is taken back to the byte: %s', async (_, text) => {
    const { file, target, ref } = await oneObject(text);
    const before = readFileSync(file);
    const change = await changeOf(target, ref, harden);
    const approved = await apply(target, change);
    expect(await target.get(ref)).toMatchObject({ automountServiceAccountToken: false });
    expect(textOf(file).startsWith('\ufeff')).toBe(text.startsWith('\ufeff'));
    await apply(target, backFrom(change, approved));
    expect(readFileSync(file)).toEqual(before);
  });

  it('is one of several on one file, each on what the one before it left, and all are taken back', async () => {
    const { file, target, ref } = await oneObject(`${ACCOUNT}---\n${ACCOUNT.replaceAll('bot', 'cat')}`);
    const other = { ...ref, name: 'cat', source: { file, document: 1 } };
    const changes = await Promise.all([ref, other].map((one) => changeOf(target, one, harden)));
    const approved = [];
    for (const change of changes) approved.push(await apply(target, change));
    expect(textOf(file).match(/automount/g)).toHaveLength(2);
    for (const i of [1, 0]) await apply(target, backFrom(changes[i]!, approved[i]!));
    expect(textOf(file)).toBe(`${ACCOUNT}---\n${ACCOUNT.replaceAll('bot', 'cat')}`);
  });

  it('that has been made is nothing to do', async () => {
    const { target, ref } = await oneObject(ACCOUNT);
    const change = await changeOf(target, ref, harden);
    await apply(target, change);
    expect(await target.preview(change)).toMatchObject({ before: change.after, after: change.after, files: [] });
  });

  it('is carried over where somebody changed something else, and stale where they changed the same', async () => {
    const { file, target, ref } = await oneObject(ACCOUNT);
    const change = await changeOf(target, ref, harden);
    writeFileSync(file, `${ACCOUNT}secrets: [{name: x}]\n`);
    expect((await target.preview(change)).after).toMatchObject({ automountServiceAccountToken: false, secrets: [{ name: 'x' }] });
    writeFileSync(file, `${ACCOUNT}automountServiceAccountToken: true\n`);
    await expect(target.preview(change)).rejects.toThrow(Stale);
    writeFileSync(file, 'a: 1\n');
    await expect(target.preview(change)).rejects.toThrow(/is gone/);
  });

  it('is stale when the file moved on after it was approved', async () => {
    const { file, target, ref } = await oneObject(ACCOUNT);
    const change = await changeOf(target, ref, harden);
    const preview = await target.preview(change);
    writeFileSync(file, `# new\n${ACCOUNT}`);
    await expect(target.write(change, preview)).rejects.toThrow(Stale);
    expect(textOf(file)).toBe(`# new\n${ACCOUNT}`);
  });

  it('is taken back by its meaning when the bytes around it moved on', async () => {
    const { file, target, ref } = await oneObject(ACCOUNT);
    const change = await changeOf(target, ref, harden);
    const approved = await apply(target, change);
    writeFileSync(file, `# new\n${textOf(file)}`);
    await apply(target, backFrom(change, approved));
    expect(textOf(file)).toBe(`# new\n${ACCOUNT}`);
  });

  it('that cannot be proven is refused with the reason', async () => {
    const text = 'x: &m {a: b}\napiVersion: v1\nkind: ServiceAccount\nmetadata:\n  name: bot\n  labels:\n    <<: *m\n    c: d\n';
    const { file, target, ref } = await oneObject(text);
    const change = await changeOf(target, ref, ({ metadata }) => delete metadata.labels!['a']);
    await expect(target.preview(change)).rejects.toThrow(/cannot be edited.*merge key/);
    expect(textOf(file)).toBe(text);
  });
});

describe('the file', () => {
  it('keeps its mode, and a link to it stays a link', async () => {
    const { folder, file, target, ref } = await oneObject(ACCOUNT);
    chmodSync(file, 0o640);
    await apply(target, await changeOf(target, ref, harden));
    expect(statSync(file).mode & 0o777).toBe(0o640);
    const other = folderWith({});
    symlinkSync(file, join(other, 'link.yaml'));
    const through = await open(join(other, 'link.yaml'));
    const [linked] = await objectsOf(through, 'ServiceAccount');
    await apply(through, await changeOf(through, linked!.ref, (copy) => void (copy['secrets'] = [])));
    expect(lstatSync(join(other, 'link.yaml')).isSymbolicLink()).toBe(true);
    expect(textOf(file)).toContain('secrets: []');
    expect(readdirSync(folder)).toEqual(['a.yaml']);
  });

  it.each([
    ['it cannot be written to', 0o444, 0o777],
    ['its folder cannot be written to', 0o666, 0o555],
  ])('is left as it was, with nothing beside it, where %s', async (_, fileMode, folderMode) => {
    const { folder, file, target, ref } = await oneObject(ACCOUNT);
    const change = await changeOf(target, ref, harden);
    const preview = await target.preview(change);
    chmodSync(file, fileMode);
    chmodSync(folder, folderMode);
    await asNobody(async () => {
      await expect(target.write(change, preview)).rejects.toThrow(Refused);
      await expect(target.write(change, preview)).rejects.toThrow(/permission denied.*as it was/);
    });
    chmodSync(folder, 0o755);
    expect(textOf(file)).toBe(ACCOUNT);
    expect(readdirSync(folder)).toEqual(['a.yaml']);
  });

  it('that cannot be written to is told before', async () => {
    const { file, target, ref } = await oneObject(ACCOUNT);
    const change = await changeOf(target, ref, harden);
    expect(await target.denials([change])).toEqual([]);
    chmodSync(file, 0o444);
    await asNobody(async () => {
      expect(await target.denials([change, change])).toEqual([{ verb: 'write', resource: file, reason: 'permission denied' }]);
    });
  });

  it('is never one that was not given', async () => {
    const { target, ref } = await oneObject(ACCOUNT);
    const outside = join(folderWith({ 'b.yaml': ACCOUNT }), 'b.yaml');
    const change = await changeOf(target, ref, harden);
    const approved = await target.preview(change);
    const files = approved.files!.map((edit) => ({ ...edit, file: outside }));
    await expect(target.write(change, { ...approved, files })).rejects.toThrow(Stale);
    expect(textOf(outside)).toBe(ACCOUNT);
  });
});

describe('what somebody does while the draft is written', () => {
  /** Acts as soon as a draft is there, long before it is flushed. */
  const meanwhile = async (folder: string, act: () => void): Promise<void> => {
    while (!readdirSync(folder).some((name) => name.endsWith('.tmp'))) await setImmediate();
    act();
  };

  it('is kept, and the change is stale: an edit', async () => {
    const { folder, file, target, ref } = await oneObject(ACCOUNT);
    const change = await changeOf(target, ref, harden);
    const preview = await target.preview(change);
    const written = expect(target.write(change, preview)).rejects.toThrow(Stale);
    await meanwhile(folder, () => appendFileSync(file, '# mine\n'));
    await written;
    expect(textOf(file)).toBe(`${ACCOUNT}# mine\n`);
    expect(readdirSync(folder)).toEqual(['a.yaml']);
  });

  it('is kept, and the change is stale: a file of the same name', async () => {
    const folder = folderWith({});
    const target = await open(folder);
    const change = creationOf({ apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'bot', namespace: 'shop' } });
    const preview = await target.preview(change);
    const [{ file } = { file: '' }] = preview.files!;
    const written = expect(target.write(change, preview)).rejects.toThrow(Stale);
    await meanwhile(folder, () => writeFileSync(file, '# mine\n'));
    await written;
    expect(textOf(file)).toBe('# mine\n');
    expect(readdirSync(folder)).toHaveLength(1);
  });

  it('keeps all files of a change as they are', async () => {
    const folder = folderWith({ 'a.yaml': ACCOUNT, 'b.yaml': ACCOUNT.replaceAll('bot', 'cat') });
    const [a, b, c] = ['a.yaml', 'b.yaml', 'c.yaml'].map((name) => join(folder, name)) as [string, string, string];
    const [inA, inB] = [readFileSync(a), readFileSync(b)];
    const written = expect(
      replaceFiles([
        { path: a, before: inA },
        { path: c, after: inA },
        { path: b, before: inB, after: inA },
      ]),
    ).rejects.toThrow(Stale);
    await meanwhile(folder, () => appendFileSync(b, '# mine\n'));
    await written;
    expect([readFileSync(a), textOf(b)]).toEqual([inA, `${inB.toString()}# mine\n`]);
    expect(readdirSync(folder)).toEqual(['a.yaml', 'b.yaml']);
  });

  it('is kept: the edit of a file that is to be removed', async () => {
    const file = join(folderWith({ 'a.yaml': `${ACCOUNT}# mine\n` }), 'a.yaml');
    await expect(replaceFiles([{ path: file, before: Buffer.from(ACCOUNT) }])).rejects.toThrow(Stale);
    expect(textOf(file)).toBe(`${ACCOUNT}# mine\n`);
  });
});

describe('what is for reading only', () => {
  it('is not written: a target that was opened so', async () => {
    const { file, ref } = await oneObject(ACCOUNT);
    const target = await openManifests({ paths: [file], readOnly: true });
    const change = await changeOf(target, { ...ref, source: { file, document: 0 } }, harden);
    await expect(target.write(change, await target.preview(change))).rejects.toThrow(/reading only/);
    expect(textOf(file)).toBe(ACCOUNT);
  });

  it('is not written: standard input, and the message says what to do', async () => {
    const target = await openManifests({ paths: ['-'], readOnly: false, stdin: () => Readable.from([Buffer.from(ACCOUNT)]) });
    const [found] = await objectsOf(target, 'ServiceAccount');
    const change = await changeOf(target, found!.ref, harden);
    const preview = await target.preview(change);
    expect(preview.after).toMatchObject({ automountServiceAccountToken: false });
    expect(await target.denials([change])).toMatchObject([
      { resource: '-', reason: expect.stringContaining('save it to a file') as string },
    ]);
    await expect(target.write(change, preview)).rejects.toMatchObject({ next: [expect.stringContaining('Save') as string] });
  });
});

it('never lets the data of a Secret into a record', async () => {
  const text = 'apiVersion: v1\nkind: Secret\nmetadata:\n  name: key\ndata:\n  a: eA==\n';
  const target = await open(folderWith({ 'a.yaml': text }));
  const [found] = await objectsOf(target, 'Secret');
  const { ref, resource } = found!;
  await expect(target.preview({ ref, before: resource })).rejects.toThrow(/data of a Secret/);
  await expect(target.preview({ ref, before: resource, after: { ...resource, data: {} } })).rejects.toThrow(/data of a Secret/);
  const labelled = await changeOf(target, ref, ({ metadata }) => void (metadata.labels = { a: 'b' }));
  expect(Buffer.from((await target.preview(labelled)).files![0]!.inserted, 'base64').toString()).toBe('  labels:\n    a: b\n');
});

it('has nothing that rolls out and no owners of fields', async () => {
  const { target, ref } = await oneObject(ACCOUNT);
  expect(await target.rollout(ref)).toBeUndefined();
  await expect(target.release(ref, (await target.get(ref))!)).resolves.toBeUndefined();
});
