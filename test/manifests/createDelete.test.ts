import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Stale } from '../../src/app/errors.ts';
import type { Change } from '../../src/core/change.ts';
import { creationOf } from '../../src/core/change.ts';
import type { Resource } from '../../src/core/resource.ts';
import { apply, backFrom, changeOf, folderWith, objectsOf, open, textOf } from './folder.ts';

const NAMESPACE = 'apiVersion: v1\nkind: Namespace\nmetadata:\n  name: web\n';
const POLICY: Resource = {
  apiVersion: 'networking.k8s.io/v1',
  kind: 'NetworkPolicy',
  metadata: { name: 'default-deny', namespace: 'web' },
  spec: { podSelector: {}, policyTypes: ['Ingress', 'Egress'] },
};
const POLICY_TEXT = `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: default-deny
  namespace: web
spec:
  podSelector: {}
  policyTypes:
  - Ingress
  - Egress
`;

const creation = (file: string): Change => ({ ...creationOf(POLICY), beside: { file, document: 0 } });

describe('a creation', () => {
  it.each([
    ['the last document', NAMESPACE, `${NAMESPACE}---\n${POLICY_TEXT}`],
    ['the last document, without a line break before', NAMESPACE.trimEnd(), `${NAMESPACE}---\n${POLICY_TEXT}`],
    ['the last document behind an end mark', `${NAMESPACE}...\n# end\n`, `${NAMESPACE}...\n# end\n---\n${POLICY_TEXT}`],
    ['with CRLF', NAMESPACE.replaceAll('\n', '\r\n'), `${NAMESPACE}---\n${POLICY_TEXT}`.replaceAll('\n', '\r\n')],
  ])('becomes %s', async (_, before, after) => {
    const folder = folderWith({ 'a.yaml': before });
    const file = join(folder, 'a.yaml');
    const target = await open(folder);
    const change = creation(file);
    const approved = await apply(target, change);
    expect(textOf(file)).toBe(after);
    expect(await target.get(change.ref)).toEqual(POLICY);
    await expect(target.preview(change)).rejects.toThrow(Stale);
    await apply(target, backFrom(change, approved));
    expect(textOf(file)).toBe(before);
    expect(await target.get(change.ref)).toBeUndefined();
  });

  it.each([
    ['JSON', 'a.json', JSON.stringify({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'web' } })],
    ['a List', 'a.yaml', `apiVersion: v1\nkind: List\nitems:\n- ${NAMESPACE.trimEnd().replaceAll('\n', '\n  ')}\n`],
    ['a text whose end has a meaning', 'a.yaml', `${NAMESPACE}data: |\n  no break`],
  ])('beside %s goes to a companion, which is read with it from then on', async (_, name, content) => {
    const folder = folderWith({ [name]: content });
    const target = await open(join(folder, name));
    const change = creation(join(folder, name));
    const approved = await apply(target, change);
    expect(textOf(folder, name)).toBe(content);
    expect(textOf(folder, 'a.kubeharden.yaml')).toBe(POLICY_TEXT);
    const again = await open(join(folder, name));
    expect(await objectsOf(again, 'networking.k8s.io/NetworkPolicy')).toHaveLength(1);
    await apply(again, backFrom(change, approved));
    expect(readdirSync(folder)).toEqual([name]);
  });

  it('that no object asked for gets a file of its own in the folder', async () => {
    const folder = folderWith({ 'a.yaml': NAMESPACE });
    const target = await open(folder);
    const approved = await apply(target, creationOf(POLICY));
    expect(textOf(folder, 'kubeharden-networkpolicy-web-default-deny.yaml')).toBe(POLICY_TEXT);
    await apply(target, backFrom(creationOf(POLICY), approved));
    expect(readdirSync(folder)).toEqual(['a.yaml']);
  });

  it('writes the namespace that it was made for', async () => {
    const folder = folderWith({ 'a.yaml': NAMESPACE });
    const target = await open(folder);
    const inDefault = { ...POLICY, metadata: { name: 'default-deny', namespace: 'default' } };
    await apply(target, { ...creationOf(inDefault), beside: { file: join(folder, 'a.yaml'), document: 0 } });
    expect(textOf(folder, 'a.yaml')).toContain('  namespace: default\n');
  });

  it('is refused where an object of that name stands in another file', async () => {
    const folder = folderWith({ 'a.yaml': NAMESPACE, 'b.yaml': POLICY_TEXT });
    await expect((await open(folder)).preview(creation(join(folder, 'a.yaml')))).rejects.toThrow(/already there/);
  });
});

const pod = (name: string): string => `apiVersion: v1\nkind: Pod\nmetadata:\n  name: ${name}\n`;

describe('a deletion', () => {
  const of = async (text: string, name: string) => {
    const folder = folderWith({ 'a.yaml': text });
    const target = await open(folder);
    const { ref, resource } = (await objectsOf(target, 'Pod')).find((object) => object.ref.name === name)!;
    const change: Change = { ref, before: resource };
    return { file: join(folder, 'a.yaml'), target, change };
  };

  it.each([
    ['the first', `# top\n${pod('a')}# tail\n---\n${pod('b')}`, 'a', `# top\n---\n# tail\n---\n${pod('b')}`],
    ['the last', `${pod('b')}--- # mark\n# top\n\n${pod('a')}`, 'a', `${pod('b')}--- # mark\n# top\n\n`],
    ['the only one', `# top\n${pod('a')}`, 'a', '# top\n'],
    [
      'one on the line of its mark',
      `${pod('b')}--- {apiVersion: v1, kind: Pod, metadata: {name: a}}\n---\n${pod('c')}`,
      'a',
      `${pod('b')}---\n---\n${pod('c')}`,
    ],
  ])('of %s keeps comments and the numbers of the others, and is taken back to the byte', async (_, before, name, after) => {
    const { file, target, change } = await of(before, name);
    const others = (await objectsOf(target, 'Pod')).filter(({ ref }) => ref.name !== name);
    const approved = await apply(target, change);
    expect(textOf(file).replace('--- \n', '---\n')).toBe(after);
    expect(await objectsOf(target, 'Pod')).toEqual(others);
    await apply(target, backFrom(change, approved));
    expect(textOf(file)).toBe(before);
  });

  it('of a List item leaves the others, which are found though they moved', async () => {
    const list = `apiVersion: v1\nkind: List\nitems:\n${['a', 'b'].map((name) => `- ${pod(name).trimEnd().replaceAll('\n', '\n  ')}\n`).join('# c\n')}`;
    const { file, target, change } = await of(list, 'a');
    const [, other] = await objectsOf(target, 'Pod');
    const approved = await apply(target, change);
    expect(textOf(file)).toBe(`apiVersion: v1\nkind: List\nitems:\n# c\n- ${pod('b').trimEnd().replaceAll('\n', '\n  ')}\n`);
    expect(await target.get(other!.ref)).toEqual(other!.resource);
    await apply(target, await changeOf(target, other!.ref, (copy) => void (copy['spec'] = {})));
    await apply(target, backFrom(change, approved));
    expect((await objectsOf(target, 'Pod')).map(({ ref }) => ref.name).toSorted()).toEqual(['a', 'b']);
  });

  it('of the only object of a JSON file removes it, and it comes back', async () => {
    const text = JSON.stringify({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'a' } });
    const folder = folderWith({ 'a.json': text });
    const target = await open(folder);
    const [{ ref, resource } = {} as never] = await objectsOf(target, 'Pod');
    const approved = await apply(target, { ref, before: resource });
    expect(readdirSync(folder)).toEqual([]);
    await apply(target, backFrom({ ref }, approved));
    expect(textOf(folder, 'a.json')).toBe(text);
  });

  it('is stale when the object was changed since', async () => {
    const { target, change } = await of(pod('a'), 'a');
    await expect(target.preview({ ...change, before: { ...change.before!, spec: {} } })).rejects.toThrow(Stale);
  });
});
