// A local API server over TLS that holds ConfigMaps and carries out JSON patches of them, and nothing else.
// node labelServer.mjs COUNT; a child process with IPC. Says {port}.
import { readFileSync } from 'node:fs';
import { createServer } from 'node:https';
import { discovery } from './kinds.mjs';

const tls = (name) => readFileSync(new URL(`tls/${name}.pem`, import.meta.url));
const objects = new Map(
  Array.from({ length: Number(process.argv[2]) }, (_, i) => {
    const metadata = { name: `settings-${i}`, namespace: 'bench', uid: `uid-${i}`, resourceVersion: '1', labels: { app: `app-${i}` } };
    const data = Object.fromEntries(Array.from({ length: 40 }, (_of, key) => [`key-${key}`, `value ${key} of ${i}`]));
    return [`/api/v1/namespaces/bench/configmaps/settings-${i}`, { apiVersion: 'v1', kind: 'ConfigMap', metadata, data }];
  }),
);

const patched = (object, operations) => {
  const copy = structuredClone(object);
  for (const { path, value } of operations) {
    const names = path
      .slice(1)
      .split('/')
      .map((name) => name.replaceAll('~1', '/').replaceAll('~0', '~'));
    const at = names.slice(0, -1).reduce((of, name) => of[name], copy);
    if (value === undefined) delete at[names.at(-1)];
    else at[names.at(-1)] = value;
  }
  return copy;
};

let version = 1;
const change = (path, url, operations) => {
  const next = patched(objects.get(path), operations);
  if (url.searchParams.has('dryRun')) return next;
  next.metadata.resourceVersion = String(++version);
  objects.set(path, next);
  return next;
};

const known = new Map([
  ['/version', { major: '1', minor: '36', gitVersion: 'v1.36.2' }],
  ['/api', discovery('/api')],
  ['/apis', discovery('/apis')],
  ['/api/v1/namespaces/kube-system', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'kube-system', uid: 'bench-labels' } }],
  ['/apis/authentication.k8s.io/v1/selfsubjectreviews', { kind: 'SelfSubjectReview', status: { userInfo: { username: 'bench' } } }],
  ['/apis/authorization.k8s.io/v1/selfsubjectaccessreviews', { kind: 'SelfSubjectAccessReview', status: { allowed: true } }],
]);

const server = createServer({ key: tls('key'), cert: tls('cert') }, async (request, response) => {
  const url = new URL(request.url, 'https://localhost');
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  const object = objects.get(url.pathname);
  const answer =
    object && request.method === 'PATCH'
      ? change(url.pathname, url, JSON.parse(Buffer.concat(chunks)))
      : (object ?? known.get(url.pathname) ?? { kind: 'List', apiVersion: 'v1', metadata: {}, items: [] });
  const body = Buffer.from(JSON.stringify(answer));
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': body.length }).end(body);
});
server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1', () => process.send({ port: server.address().port }));
process.on('disconnect', () => process.exit());
