import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { load } from 'js-yaml';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { Resource } from '../../src/core/resource.ts';
import { binding, role, rule } from '../analysis/rbac/objects.ts';
import { demoInMemory, type Ran } from './inProcess.ts';

const OBJECTS: readonly Resource[] = [
  role('cluster-admin', [rule('* *.*'), rule('* /*')]),
  role('reader', [rule('get,list pods'), rule('get deployments.apps')]),
  role('talker', [rule('create serviceaccounts/token')], { namespace: 'shop' }),
  binding('root', 'ClusterRole cluster-admin', ['account:shop/root']),
  binding('reader', 'ClusterRole reader', ['group:dev'], { namespace: 'shop' }),
  binding('talker', 'Role talker', ['user:ann\u001b[31m'], { namespace: 'shop' }),
];

const rbac = async (...args: readonly string[]): Promise<Ran> =>
  (await demoInMemory({ entries: OBJECTS })).run(['inspect', 'rbac', ...args]);

const json = async <T>(schema: z.ZodType<T>, ...args: readonly string[]): Promise<T> =>
  schema.parse(JSON.parse((await rbac(...args, '-o', 'json')).out));

const subject = z.strictObject({ kind: z.enum(['User', 'Group', 'ServiceAccount']), namespace: z.string().optional(), name: z.string() });
const heldBy = { binding: z.object({ kind: z.string(), name: z.string() }), role: z.string(), namespace: z.string().optional() };
const head = { apiVersion: z.literal('kubeharden/v1'), target: z.object({ type: z.string() }), notChecked: z.array(z.unknown()) };
const verdict = z.object({
  ...head,
  kind: z.literal('RbacVerdict'),
  subject,
  allowed: z.boolean(),
  decided: z.boolean(),
  by: z.array(z.object(heldBy)),
  onlyIn: z.array(z.string()),
});
const coverage = z.object({
  ...head,
  kind: z.literal('RbacCoverage'),
  missing: z.array(z.object({ verbs: z.array(z.string()) }).catchall(z.array(z.string()))),
});
const holders = z.object({ ...head, kind: z.literal('RbacHolders'), holders: z.array(z.object({ subject })) });
const paths = z.array(
  z.object({ everything: z.boolean(), to: z.string(), steps: z.array(z.object({ does: z.string(), to: z.string() })) }),
);
const profile = z.object({ ...head, kind: z.literal('RbacProfile'), subject, grants: z.array(z.object(heldBy)), paths });
const overview = z.object({
  ...head,
  kind: z.literal('RbacOverview'),
  powers: z.array(z.object({ subject, grants: z.array(z.object({ rights: z.array(z.object({ id: z.string() })) })) })),
});

describe('inspect rbac --can', () => {
  it.each([
    [['get pods', '--group', 'dev', '-n', 'shop'], 0],
    [['get pods', '--as', 'bob', '--as-group', 'dev', '-n', 'shop'], 0],
    [['get', 'pods', '--as', 'group/dev', '-n', 'shop'], 0],
    [['get pods', '--group', 'dev', '-n', 'bank'], 1],
    [['get pods', '--group', 'dev', '-A'], 1],
    [['get deployments', '--group', 'dev', '-n', 'shop'], 1],
    [['get deployments.apps', '--group', 'dev', '-n', 'shop'], 0],
    [['get /healthz', '--as', 'sa/shop/root'], 0],
    [['delete nodes n1', '--user', 'system:serviceaccount:shop:root'], 0],
  ])('%j ends with %i', async (args, exit) => {
    expect((await rbac('--can', ...args)).code).toBe(exit);
    expect((await json(verdict, '--can', ...args)).allowed).toBe(exit === 0);
  });

  it('says by which binding, and where alone', async () => {
    const { out } = await rbac('--can', 'get pods', '--group', 'dev', '-n', 'shop');
    expect(out.split('\n')).toEqual(['yes: Group dev may get pods in shop', 'by RoleBinding/reader to ClusterRole reader, shop']);
    expect((await rbac('--can', 'get pods', '--group', 'dev')).out).toContain('only in shop');
  });

  it('says where a resource is served that was asked for elsewhere', async () => {
    expect((await rbac('--can', 'get deployments', '--group', 'dev')).err).toBe(
      'Kubernetes serves deployments in apps: ask for deployments.apps.',
    );
    expect((await rbac('--can', 'get widgets', '--group', 'dev')).err).toBe('');
  });
});

describe('inspect rbac', () => {
  it('compares roles', async () => {
    const less = await json(coverage, '--role', 'clusterrole/reader', '--covers', 'role/talker', '-n', 'shop');
    expect(less.missing).toEqual([{ verbs: ['create'], apiGroups: [''], resources: ['serviceaccounts/token'] }]);
    expect((await rbac('--role', 'clusterrole/reader', '--covers', 'clusterrole/cluster-admin')).code).toBe(1);
    expect((await rbac('--role', 'clusterrole/cluster-admin', '--covers', 'clusterrole/reader')).code).toBe(0);
  });

  it('names who can', async () => {
    const found = await json(holders, '--who-can', 'get', 'pods', '-n', 'shop');
    expect(found.holders.map(({ subject: { name } }) => name)).toEqual(['system:masters', 'root', 'dev']);
  });

  it('tells what a subject can do and become', async () => {
    const ann = await json(profile, '--as', 'ann\u001b[31m');
    expect(ann.grants.map(({ role: name, namespace }) => [name, namespace])).toEqual([['Role talker', 'shop']]);
    expect(ann.paths).toMatchObject([
      { everything: true, steps: [{ does: 'create serviceaccounts/token in shop', to: 'ServiceAccount shop/root' }] },
    ]);
    const nobody = await rbac('--as', 'nobody');
    expect([nobody.code, nobody.out]).toEqual([0, expect.stringContaining('no binding reaches User nobody')]);
  });

  it('gives an overview', async () => {
    const { powers } = await json(overview);
    expect(powers.map(({ subject: { name }, grants }) => [name, grants.flatMap(({ rights }) => rights.map(({ id }) => id))])).toEqual([
      ['root', ['everything']],
      ['ann\u001b[31m', ['token-request']],
    ]);
  });

  it.each([[[]], [['--as', 'ann\u001b[31m']], [['--who-can', 'create', 'serviceaccounts/token']]])(
    'prints %j for people, without control characters, and as YAML that says the same as JSON',
    async (args: readonly string[]) => {
      const [table, yaml, data] = await Promise.all([rbac(...args), rbac(...args, '-o', 'yaml'), rbac(...args, '-o', 'json')]);
      for (const { out } of [table, yaml, data]) expect(out).not.toContain('\u001b');
      expect(table.out).toMatch(/RoleBinding\/talker/);
      expect(load(yaml.out)).toEqual(JSON.parse(data.out));
    },
  );

  it.each<readonly [readonly string[], RegExp]>([
    [['--can', 'get', '--user', 'bob'], /a verb and a resource are needed.*\n.*--can "get pods"/],
    [['--can', 'get pods a b', '--user', 'bob'], /no more than a name/],
    [['--can', 'get .apps', '--user', 'bob'], /is no resource/],
    [['--can', 'get /x y', '--user', 'bob'], /URL has no name/],
    [['--can', 'get pods'], /Who is it.*\n.*--as SUBJECT/],
    [['--can', 'get pods', '--user', 'a', '--as', 'b'], /--as and --user/],
    [['--as', 'sa/x'], /in which namespace\?\n.*serviceaccount\/NAMESPACE\/NAME/],
    [['--as', ''], /names nobody/],
    [['--role', 'clusterrole/reader'], /go together/],
    [['--covers', 'clusterrole/reader'], /go together/],
    [['--role', 'reader', '--covers', 'clusterrole/reader'], /is no role.*\n.*clusterrole\/NAME/],
    [['--role', 'clusterrole/raeder', '--covers', 'clusterrole/reader'], /no ClusterRole "raeder".*\n.*reader/],
    [['--who-can', 'get', 'pods', '--can', 'get pods'], /more than one question/],
    [['-l', 'a=b'], /-l has no meaning/],
    [['-n', 'a', '-A'], /contradict/],
    [['-o', 'wide'], /-o wide/],
    [['--audit-log', path.join(tmpdir(), 'there-is-none')], /cannot be read: it does not exist/],
    [['--audit-log', tmpdir()], /cannot be read: it is a folder/],
  ])('refuses %j with one sentence and the next step', async (args, says) => {
    const { code, err } = await rbac(...args);
    expect(err).toMatch(says);
    expect(code).toBe(2);
  });
});

describe('inspect rbac --audit-log', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'kubeharden-audit-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const event = (username: string, verb: string, resource: string, code = 200): string =>
    JSON.stringify({ kind: 'Event', verb, user: { username }, objectRef: { resource, namespace: 'shop' }, responseStatus: { code } });

  const log = (...lines: readonly string[]): string => {
    const file = path.join(folder, `${lines.length}.log`);
    writeFileSync(file, lines.join('\n'));
    return file;
  };

  it('writes what kubectl applies, for one subject or for all but the parts of the cluster', async () => {
    const file = log(event('bob', 'list', 'pods'), event('ann', 'get', 'secrets'), event('system:kube-scheduler', 'list', 'pods'));
    const list = z.object({ apiVersion: z.literal('v1'), kind: z.literal('List'), items: z.array(z.object({ kind: z.string() })) });
    const kinds = (of: z.infer<typeof list>): readonly string[] => of.items.map(({ kind }) => kind);
    expect(kinds(await json(list, '--audit-log', file, '--as', 'bob'))).toEqual(['Role', 'RoleBinding']);
    expect(kinds(await json(list, '--audit-log', file))).toEqual(['Role', 'RoleBinding', 'Role', 'RoleBinding']);
    expect(kinds(await json(list, '--audit-log', file, '--as', 'system:kube-scheduler'))).toEqual(['Role', 'RoleBinding']);
    expect((await rbac('--audit-log', file, '--as', 'bob')).out).toMatch(/User bob +shop +list pods/);
  });

  it('says what it left out', async () => {
    const { code, err } = await rbac('--audit-log', log(event('bob', 'list', 'pods'), event('bob', 'get', 'secrets', 403), '{"cut', ''));
    expect(err).toMatch(/1 lines are no audit events/);
    expect(err).toMatch(/1 of 2 requests were refused/);
    expect(code).toBe(0);
  });

  it('refuses what is no audit log', async () => {
    const { code, err } = await rbac('--audit-log', log('hello', '{"a": 1}'));
    expect(err).toMatch(/holds no audit event/);
    expect(code).toBe(2);
  });
});
