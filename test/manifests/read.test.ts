import { mkdirSync, symlinkSync } from 'node:fs';
import { join, relative } from 'node:path';
import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { EXIT } from '../../src/app/errors.ts';
import { openManifests } from '../../src/manifests/target.ts';
import { folderWith, objectsOf, open } from './folder.ts';

const pod = (name: string, more = ''): string => `apiVersion: v1\nkind: Pod\nmetadata:\n  name: ${name}\n${more}`;

describe('what is read', () => {
  it('is every manifest below a folder and nothing else', async () => {
    const folder = folderWith({
      'a.yaml': pod('a'),
      'b/c.yml': pod('c'),
      'd.json': '{"apiVersion":"v1","kind":"Pod","metadata":{"name":"d"}}',
      '.hidden.yaml': pod('hidden'),
      '.git/e.yaml': pod('e'),
      'f.txt': pod('f'),
    });
    const objects = await objectsOf(await open(folder), 'Pod');
    expect(objects.map(({ ref }) => [ref.name, ref.source])).toEqual([
      ['a', { file: join(folder, 'a.yaml'), document: 0 }],
      ['c', { file: join(folder, 'b/c.yml'), document: 0 }],
      ['d', { file: join(folder, 'd.json'), document: 0 }],
    ]);
  });

  it('names files as they were given', async () => {
    const folder = folderWith({ 'a.yaml': pod('a') });
    const given = relative(process.cwd(), folder);
    expect((await objectsOf(await open(given), 'Pod'))[0]?.ref.source?.file).toBe(join(given, 'a.yaml'));
    expect((await open(given)).info.id).toBe((await open(folder)).info.id);
  });

  it('is the same target however it is named, and a file in it is another', async () => {
    const folder = folderWith({ 'a.yaml': pod('a'), 'b/b.yaml': pod('b') });
    const link = join(folderWith({}), 'link');
    symlinkSync(folder, link);
    const idOf = async (...paths: string[]) => (await openManifests({ paths, readOnly: true })).info.id;
    const id = await idOf(folder);
    for (const path of [`${folder}/`, `${folder}/.`, `${folder}/b/..`, relative(process.cwd(), folder), link, `${link}/`])
      expect(await idOf(path), path).toBe(id);
    expect(await idOf(folder, link)).toBe(id);
    expect(await idOf(join(folder, 'a.yaml'))).not.toBe(id);
    expect(await idOf(join(folder, 'b'))).not.toBe(id);
  });

  it("takes the configurations of a cluster's own programs by their kind, which have no name", async () => {
    const kubelet = 'apiVersion: kubelet.config.k8s.io/v1beta1\nkind: KubeletConfiguration\nreadOnlyPort: 10255\n';
    const folder = folderWith({ 'kubeadm.yaml': `apiVersion: kubeadm.k8s.io/v1beta4\nkind: ClusterConfiguration\n---\n${kubelet}` });
    const [found] = await objectsOf(await open(folder), 'kubelet.config.k8s.io/KubeletConfiguration');
    expect(found?.ref).toEqual({
      apiVersion: 'kubelet.config.k8s.io/v1beta1',
      kind: 'KubeletConfiguration',
      name: 'KubeletConfiguration',
      source: { file: join(folder, 'kubeadm.yaml'), document: 1 },
    });
    expect(found?.resource['readOnlyPort']).toBe(10255);
  });

  it('is a file that is named, whatever it is called', async () => {
    const folder = folderWith({ manifest: pod('a') });
    expect(await objectsOf(await open(join(folder, 'manifest')), 'Pod')).toHaveLength(1);
  });

  it('is each file once, however many links and paths lead to it', async () => {
    const folder = folderWith({ 'a/a.yaml': pod('a') });
    symlinkSync(folder, join(folder, 'a/loop'));
    symlinkSync(join(folder, 'a/a.yaml'), join(folder, '0.yaml'));
    const objects = await objectsOf(await open(folder, join(folder, 'a')), 'Pod');
    expect(objects.map(({ ref }) => ref.source?.file)).toEqual([join(folder, 'a/a.yaml')]);
  });

  it.each([
    ['is not UTF-8', () => [Buffer.from([0x61, 0xff])]],
    ['is too large (the limit is 64 MB)', () => Array.from({ length: 65 }, () => Buffer.alloc(1024 * 1024, 'a'))],
    ['is empty', () => []],
  ])('says of standard input, as of a file, that it %s', async (why, chunks) => {
    const target = await openManifests({ paths: ['-'], readOnly: false, stdin: () => Readable.from(chunks()) });
    await target.read({ kinds: [] });
    expect(target.problems!()).toEqual([{ file: '-', message: expect.stringContaining(why) as string }]);
  });

  it('is standard input', async () => {
    const target = await openManifests({ paths: ['-'], readOnly: false, stdin: () => Readable.from([Buffer.from(pod('a'))]) });
    expect((await objectsOf(target, 'Pod'))[0]?.ref.source).toEqual({ file: '-', document: 0 });
    expect(target.info.readOnly).toBe(true);
  });
});

describe('documents', () => {
  it('are counted with the empty ones', async () => {
    const text = `# only a comment\n---\n---\n${pod('a')}---\nnot: an object\n---\n${pod('b')}...\n---\n${pod('c')}`;
    const objects = await objectsOf(await open(folderWith({ 'a.yaml': text })), 'Pod');
    expect(objects.map(({ ref }) => [ref.name, ref.source?.document])).toEqual([
      ['a', 1],
      ['b', 3],
      ['c', 4],
    ]);
  });

  it('that are Lists are taken apart, and typed lists say what their items are', async () => {
    const list = `apiVersion: v1\nkind: List\nitems:\n- ${pod('a').replaceAll('\n', '\n  ')}\n---\napiVersion: apps/v1\nkind: DeploymentList\nitems:\n- metadata:\n    name: b\n`;
    const objects = await objectsOf(await open(folderWith({ 'a.yaml': list })), 'Pod', 'apps/Deployment');
    expect(objects.map(({ ref: { apiVersion, kind, name, source } }) => [apiVersion, kind, name, source?.document, source?.item])).toEqual([
      ['v1', 'Pod', 'a', 0, 0],
      ['apps/v1', 'Deployment', 'b', 1, 0],
    ]);
  });

  it('of one name in two files are two objects', async () => {
    const folder = folderWith({ 'a.yaml': pod('a'), 'b.yaml': pod('a') });
    expect(await objectsOf(await open(folder), 'Pod')).toHaveLength(2);
  });
});

describe('namespaces', () => {
  const text = [
    pod('a'),
    pod('b', '  namespace: web\n'),
    pod('c', '  namespace:\n'),
    'apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata:\n  name: d\n',
    'apiVersion: cert-manager.io/v1\nkind: ClusterIssuer\nmetadata:\n  name: e\n',
  ].join('---\n');

  it('are `default` where a namespaced object names none', async () => {
    const target = await open(folderWith({ 'a.yaml': text }));
    const snapshot = await target.read({ kinds: [] });
    expect(snapshot.list('Pod').map(({ metadata }) => metadata.namespace)).toEqual(['default', 'web', 'default']);
    expect(snapshot.list('rbac.authorization.k8s.io/ClusterRole')[0]?.metadata).toEqual({ name: 'd' });
    expect(snapshot.list('cert-manager.io/ClusterIssuer')[0]?.metadata).toEqual({ name: 'e' });
    expect(await target.get({ apiVersion: 'v1', kind: 'Pod', name: 'a' })).toBeDefined();
  });

  it('narrow what is read, but not what stands in none', async () => {
    const snapshot = await (await open(folderWith({ 'a.yaml': text }))).read({ kinds: [], namespace: 'web' });
    expect(snapshot.list('Pod').map(({ metadata }) => metadata.name)).toEqual(['b']);
    expect(snapshot.list('rbac.authorization.k8s.io/ClusterRole')).toHaveLength(1);
  });
});

describe('YAML', () => {
  it('means what kubectl takes it for', async () => {
    const text = `${pod('a')}spec:\n  hostNetwork: yes\n  mode: 0644\n  port: 22:22\n  at: 2020-01-01\n  big: 1_000\n  args: [\n    x\n  ]\n  <<: {hostPID: on}\n`;
    const [found] = await objectsOf(await open(folderWith({ 'a.yaml': text })), 'Pod');
    expect(found?.resource['spec']).toEqual({
      hostNetwork: true,
      mode: 420,
      port: '22:22',
      at: '2020-01-01',
      big: 1000,
      args: ['x'],
      hostPID: true,
    });
  });

  it('of a group that has moved is judged as what it became', async () => {
    const text = 'apiVersion: extensions/v1beta1\nkind: Deployment\nmetadata:\n  name: old\n';
    expect(await objectsOf(await open(folderWith({ 'a.yaml': text })), 'apps/Deployment')).toHaveLength(1);
  });
});

describe('paths', () => {
  it('that all do not exist are a usage error that names them', async () => {
    await expect(open('nowhere.yaml', 'nor-here')).rejects.toMatchObject({
      exit: EXIT.usage,
      message: expect.stringContaining('nowhere.yaml, nor-here') as string,
    });
    await expect(open()).rejects.toMatchObject({ exit: EXIT.usage });
  });

  it('of which one does not exist are read without it, and it is told', async () => {
    const folder = folderWith({ 'a.yaml': pod('a') });
    mkdirSync(join(folder, 'empty'));
    const target = await open(folder, join(folder, 'missing'), join(folder, 'empty'));
    expect(await objectsOf(target, 'Pod')).toHaveLength(1);
    expect(target.problems!()).toEqual([
      { file: join(folder, 'missing'), message: expect.stringContaining('does not exist') as string },
      { file: join(folder, 'empty'), message: expect.stringContaining('no .yaml') as string },
    ]);
  });
});

it('tells the progress of each kind, with all objects', async () => {
  const target = await open(folderWith({ 'a.yaml': pod('a') }));
  const told: string[] = [];
  await target.read({
    kinds: ['Pod', 'Secret'],
    onRead: ({ kind, done, total, objects }) => told.push(`${kind} ${done}/${total} ${objects}`),
  });
  expect(told).toEqual(['Pod 1/2 1', 'Secret 2/2 1']);
});

it('stops when it is told to', async () => {
  const target = await open(folderWith({ 'a.yaml': pod('a') }));
  await expect(target.read({ kinds: [], signal: AbortSignal.abort() })).rejects.toThrow(/abort/i);
});
