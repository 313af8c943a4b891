// A local API server over TLS that only reads, made so that it is never what is measured: every page is serialised once.
// node server.mjs WORKLOADS [--no-pods]; a child process with IPC. Says {port}, and answers 'forget' and 'asked' (the lists that were requested).
import { readFileSync } from 'node:fs';
import { createServer } from 'node:https';
import { discovery, KINDS, listPath } from './kinds.mjs';
import { cluster } from './objects.mjs';

const tls = (name) => readFileSync(new URL(`tls/${name}.pem`, import.meta.url));
const objects = cluster(Number(process.argv[2]), { pods: !process.argv.includes('--no-pods') });
const lists = new Map(
  KINDS.map((of) => {
    const { items = [] } = objects[listPath(of)] ?? {};
    return [listPath(of), { apiVersion: of[0], kind: of[2], items: items.map((item) => JSON.stringify(item)) }];
  }),
);

const pages = new Map();
/** A page as the API server writes it: metadata before items. */
const pageOf = (path, limit, from) => {
  const key = `${path} ${limit} ${from}`;
  let page = pages.get(key);
  if (!page) {
    const { apiVersion, kind, items } = lists.get(path);
    const to = limit > 0 ? Math.min(from + limit, items.length) : items.length;
    const rest = to < items.length ? `,"continue":"${to}","remainingItemCount":${items.length - to}` : '';
    page = Buffer.from(
      `{"kind":"${kind}List","apiVersion":"${apiVersion}","metadata":{"resourceVersion":"1000000"${rest}},"items":[${items.slice(from, to).join(',')}]}\n`,
    );
    pages.set(key, page);
  }
  return page;
};

const json = (value) => Buffer.from(JSON.stringify(value));
const answers = new Map([
  ['/version', json({ major: '1', minor: '36', gitVersion: 'v1.36.2' })],
  ['/api', json(discovery('/api'))],
  ['/apis', json(discovery('/apis'))],
  [
    '/api/v1/namespaces/kube-system',
    json({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'kube-system', uid: '0b3e7c1e-0000-4000-8000-000000000000' } }),
  ],
  ['/apis/authentication.k8s.io/v1/selfsubjectreviews', json({ kind: 'SelfSubjectReview', status: { userInfo: { username: 'bench' } } })],
  ['/apis/authorization.k8s.io/v1/selfsubjectaccessreviews', json({ kind: 'SelfSubjectAccessReview', status: { allowed: true } })],
]);
const NOT_FOUND = json({ kind: 'Status', apiVersion: 'v1', status: 'Failure', reason: 'NotFound', message: 'not found', code: 404 });

let asked = [];
const server = createServer({ key: tls('key'), cert: tls('cert') }, (request, response) => {
  request.resume();
  const { pathname, searchParams } = new URL(request.url, 'https://localhost');
  const isList = lists.has(pathname) && request.method === 'GET';
  if (isList && searchParams.has('watch')) {
    response.writeHead(200, { 'content-type': 'application/json' }).flushHeaders(); // nothing ever changes
    return;
  }
  if (isList) asked.push(request.url);
  const body = isList
    ? pageOf(pathname, Number(searchParams.get('limit') ?? 0), Number(searchParams.get('continue') ?? 0))
    : answers.get(pathname);
  response.writeHead(body ? 200 : 404, { 'content-type': 'application/json', 'content-length': (body ?? NOT_FOUND).length });
  response.end(body ?? NOT_FOUND);
});
server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1', () => {
  const sizes = [...lists].map(([path, { items }]) => [path, items.length, items.reduce((sum, item) => sum + item.length, 0)]);
  process.send({ port: server.address().port, sizes: sizes.filter(([, count]) => count > 0) });
});
process.on('message', (message) => {
  if (message === 'forget') asked = [];
  process.send({ asked });
});
process.on('disconnect', () => process.exit());
