import { describe, expect, it } from 'vitest';
import { Refused } from '../../src/app/errors.ts';
import type { FileEdit } from '../../src/app/target.ts';
import { apply, backFrom, changeOf, folderWith, objectsOf, open, textOf, type Draft } from './folder.ts';

const PASSWORD = 'correct-horse-battery';

const deployment = (spec: string): string =>
  `apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\nspec:\n  template:\n    spec:\n${spec}\n`;

const ENV = `env: [{name: DB_PASSWORD, value: ${PASSWORD}}]`;

interface Spec {
  template: { spec: { hostPID?: boolean; containers: Record<string, unknown>[] } };
}

const specOf = (copy: Draft): Spec['template']['spec'] => (copy as unknown as { spec: Spec }).spec.template.spec;

const harden = (copy: Draft): void => {
  const spec = specOf(copy);
  delete spec.hostPID;
  spec.containers = spec.containers.map((container) => ({ ...container, securityContext: { allowPrivilegeEscalation: false } }));
};

const webIn = async (content: string, name = 'a.yaml') => {
  const folder = folderWith({ [name]: content });
  const target = await open(folder);
  const [found] = await objectsOf(target, 'apps/Deployment');
  return { folder, name, target, ref: found!.ref };
};

const held = (edits: readonly FileEdit[]): string =>
  edits.flatMap(({ removed, inserted }) => [removed, inserted].map((bytes) => Buffer.from(bytes, 'base64').toString())).join('\n');

const JSON_TEXT = JSON.stringify({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web' },
  spec: { template: { spec: { hostPID: true, containers: [{ name: 'api', env: [{ name: 'DB_PASSWORD', value: PASSWORD }] }] } } },
});

describe('records of files that hold a credential in plain text', () => {
  it.each([
    ['beside our fields', deployment(`      hostPID: true\n      containers:\n        - name: api\n          ${ENV}`)],
    ['on the line of our field', deployment(`      hostPID: true\n      containers: [{name: api, securityContext: {}, ${ENV}}]`)],
    ['in a comment that stays', deployment(`      hostPID: true\n      # password: ${PASSWORD}\n      containers:\n        - name: api`)],
    ['in a document on the line of nothing of ours', deployment(`      {hostPID: true, containers: [{name: api, ${ENV}}]}`)],
    ['in JSON on one line', JSON_TEXT],
    ['in JSON of many lines', JSON.stringify(JSON.parse(JSON_TEXT), undefined, 2)],
    [
      'in another object of its file',
      `${deployment(`      containers:\n        - name: api`)}---\n${deployment(`      ${ENV}`).replace('web', 'db')}`,
    ],
    [
      'behind an anchor that stays one',
      deployment(
        `      hostPID: true\n      containers:\n        - &one\n          name: api\n          ${ENV}\n        - <<: *one\n          name: two`,
      ),
    ],
  ])('never hold it, and give every byte back: %s', async (_where, content) => {
    const { folder, name, target, ref } = await webIn(content, content.startsWith('{') ? 'a.json' : 'a.yaml');
    const change = await changeOf(target, ref, harden);
    const approved = await apply(target, change);
    expect(held(approved.files!)).not.toContain(PASSWORD);
    expect(textOf(folder, name)).toContain('allowPrivilegeEscalation');
    await apply(target, backFrom(change, approved));
    expect(textOf(folder, name)).toBe(content);
  });

  it.each([
    [
      'on a line that is taken away',
      deployment(`      hostPID: true # password: ${PASSWORD}\n      containers:\n        - name: api`),
      harden,
    ],
    [
      'that an alias would have to be written out with',
      deployment(`      initContainers:\n        - &one\n          name: api\n          ${ENV}\n      containers:\n        - *one`),
      harden,
    ],
    [
      'in the value itself',
      deployment(`      containers:\n        - name: api\n          ${ENV}`),
      (copy: Draft) => void delete specOf(copy).containers[0]!['env'],
    ],
  ])('are refused where they would have to hold one: %s', async (_where, content, alter) => {
    const { folder, target, ref } = await webIn(content);
    const change = await changeOf(target, ref, alter);
    await expect(target.preview(change)).rejects.toThrow(Refused);
    await expect(target.preview(change)).rejects.not.toThrow(PASSWORD);
    expect(textOf(folder, 'a.yaml')).toBe(content);
  });

  it.each([
    ['a.yaml', deployment(`      containers:\n        - name: api\n          ${ENV}`)],
    ['a.yaml', deployment(`      containers:\n        - name: api # token: ${PASSWORD}`)],
    ['a.json', JSON_TEXT],
  ])('are refused for a deletion, which would have to keep all of the object: %s', async (name, content) => {
    const { folder, target, ref } = await webIn(content, name);
    const before = (await target.get(ref))!;
    await expect(target.preview({ ref, before })).rejects.toThrow(Refused);
    expect(textOf(folder, name)).toBe(content);
  });
});
