import { readFileSync } from 'node:fs';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { Failure, Refused, UnknownOutcome } from '../../src/app/errors.ts';
import type { Ask } from '../../src/kube/exchange.ts';
import { fixture, halfOf, reset, serve, silence, status, transportTo, type Reply } from './server.ts';

const urlOf = (server: Server, scheme: string): string => `${scheme}://localhost:${(server.address() as AddressInfo).port}`;

const PODS: Ask = { method: 'GET', path: '/api/v1/pods' };
const LIST = { kind: 'PodList', items: [] };
const WRITE: Ask = { method: 'PATCH', path: '/api/v1/namespaces/a/configmaps/b', body: [] };
const DRY_RUN: Ask = { ...WRITE, path: `${WRITE.path}?dryRun=All` };

const busy: Reply = { status: 429, json: {}, headers: { 'retry-after': '7' } };

describe('reading over a network that fails', () => {
  it.each<[string, Reply]>([
    ['503', status(503, 'ServiceUnavailable', 'starting')],
    ['502 of a load balancer', { status: 502, text: '<html>Bad Gateway</html>' }],
    ['a cut before the answer', reset],
    ['a cut in the middle of the body', halfOf(LIST)],
  ])('asks again after %s', async (_, failure) => {
    const server = await serve((_request, nth) => (nth < 2 ? failure : { json: LIST }));
    const { transport, waits } = transportTo(server);
    expect((await transport.send(PODS)).body).toEqual(LIST);
    expect(waits).toHaveLength(2);
    expect(waits[1]).toBeGreaterThan(waits[0]! / 2);
  });

  it('waits as long as the server asks for', async () => {
    const server = await serve((_request, nth) => (nth === 0 ? busy : { json: LIST }));
    const { transport, waits } = transportTo(server);
    await transport.send(PODS);
    expect(waits).toEqual([7000]);
  });

  it.each([
    ['100000', 0],
    ['25', 2],
    ['1', 5],
  ])('waits a minute for one answer at the most: Retry-After %s', async (after, times) => {
    const server = await serve(() => ({ status: 503, json: {}, headers: { 'retry-after': after } }));
    const { transport, waits } = transportTo(server);
    expect((await transport.send(PODS)).status).toBe(503);
    expect(waits).toEqual(Array.from({ length: times }, () => Number(after) * 1000));
  });

  it('gives up after a while and says what the server said', async () => {
    const server = await serve(() => status(503, 'ServiceUnavailable', 'etcd is gone'));
    const { transport } = transportTo(server);
    const answer = await transport.send(PODS);
    expect(answer.status).toBe(503);
    expect(server.requests.length).toBeGreaterThan(3);
    expect(server.requests.length).toBeLessThan(10);
  });

  it('gives up on a connection that is cut again and again', async () => {
    const server = await serve(() => reset);
    const { transport } = transportTo(server);
    await expect(transport.send(PODS)).rejects.toMatchObject({ exit: 3, message: expect.stringContaining('cut the connection') });
  });

  it('stops waiting when it is told to', async () => {
    const abort = new AbortController();
    const server = await serve(() => {
      abort.abort(new Error('enough'));
      return silence;
    });
    const { transport } = transportTo(server);
    await expect(transport.send({ ...PODS, signal: abort.signal })).rejects.toThrow('enough');
    expect(server.requests).toHaveLength(1);
  });

  it('tells a server that never answers', async () => {
    const server = await serve(() => silence);
    const { transport } = transportTo(server, { timeoutMs: 100 });
    await expect(transport.send(PODS)).rejects.toMatchObject({ exit: 3, message: expect.stringContaining('does not answer in time') });
    expect(server.requests).toHaveLength(1);
  });

  it('takes an answer that drips for one that does not come', async () => {
    const drip: Reply = (response) => {
      response.writeHead(200);
      const drops = setInterval(() => response.write('x'), 10);
      response.once('close', () => clearInterval(drops));
    };
    const server = await serve(() => drip);
    const { transport } = transportTo(server, { timeoutMs: 200 });
    await expect(transport.send(PODS)).rejects.toMatchObject({ exit: 3, message: expect.stringContaining('does not answer in time') });
    expect(server.requests).toHaveLength(1);
  });

  it('tries a dry-run again, because it stores nothing', async () => {
    const server = await serve((_request, nth) => (nth === 0 ? reset : { json: {} }));
    const { transport } = transportTo(server);
    expect((await transport.send(DRY_RUN)).status).toBe(200);
  });
});

describe('writing over a network that fails', () => {
  it.each<[string, Reply]>([
    ['a cut before the answer', reset],
    ['a cut in the middle of the answer', halfOf({ kind: 'ConfigMap' })],
    ['504', status(504, 'Timeout', 'request did not complete')],
    ['500', status(500, 'InternalError', 'etcdserver: request timed out')],
    ['silence', silence],
    ['200 with what is no answer', { text: 'connection established' }],
    ['200 with the page of a proxy', { text: '<html>Sign in</html>' }],
  ])('sends nothing twice and does not know after %s', async (_, failure) => {
    const server = await serve(() => failure);
    const { transport } = transportTo(server, { timeoutMs: 100 });
    await expect(transport.send(WRITE)).rejects.toThrow(UnknownOutcome);
    expect(server.requests).toHaveLength(1);
  });

  it('does not send a write again when the server is busy', async () => {
    const server = await serve(() => busy);
    const { transport } = transportTo(server);
    expect((await transport.send(WRITE)).status).toBe(429);
    expect(server.requests).toHaveLength(1);
  });

  it('knows that nothing was stored when a webhook could not be called', async () => {
    const server = await serve(() =>
      status(500, 'InternalError', 'Internal error occurred: failed calling webhook "a.example": no endpoints'),
    );
    const { transport } = transportTo(server);
    expect((await transport.send(WRITE)).status).toBe(500);
  });

  it('knows that nothing was sent where nobody listens', async () => {
    const { transport } = transportTo({ url: 'https://127.0.0.1:1', requests: [] });
    await expect(transport.send(WRITE)).rejects.toMatchObject({
      name: 'Failure',
      exit: 3,
      message: expect.stringContaining('cannot be reached'),
    });
  });
});

describe('logging in', () => {
  const renewing = () => {
    let token = 'old';
    return {
      current: () => Promise.resolve({ authorization: `Bearer ${token}` }),
      renew: () => {
        token = 'new';
        return true;
      },
      login: ['some login'],
    };
  };

  it.each([PODS, WRITE])('takes new credentials once when the old ones have expired: $method', async (ask) => {
    const server = await serve((request) =>
      request.headers.authorization === 'Bearer new' ? { json: LIST } : status(401, 'Unauthorized', 'Unauthorized'),
    );
    const { transport } = transportTo(server, { credentials: renewing() });
    expect((await transport.send(ask)).status).toBe(200);
    expect(server.requests.map((request) => request.headers.authorization)).toEqual(['Bearer old', 'Bearer new']);
  });

  it.each(['ENOENT', 'ECONNRESET', 'CERT_HAS_EXPIRED'])('hands on why there are no credentials as it is, also after %s', async (code) => {
    const server = await serve(() => ({ json: LIST }));
    const failure = new Failure(3, 'No plugin.', ['Install it.'], { cause: Object.assign(new Error(code), { code }) });
    const none = { ...renewing(), current: () => Promise.reject(failure) };
    const { transport } = transportTo(server, { credentials: none });
    const watch = { path: PODS.path, silentMs: 100, onOpen: () => undefined, onLine: () => undefined };
    for (const send of [() => transport.send(PODS), () => transport.send(WRITE), () => transport.stream(watch)])
      expect(await send().catch((error: unknown) => error)).toBe(failure);
  });

  it('says how to log in when the new ones are refused too', async () => {
    const server = await serve(() => status(401, 'Unauthorized', 'Unauthorized'));
    const { transport } = transportTo(server, { credentials: renewing() });
    await expect(transport.send(PODS)).rejects.toMatchObject({ exit: 3, next: ['some login'] });
    expect(server.requests).toHaveLength(2);
  });
});

describe('a server that is none of ours', () => {
  it.each<[string, Reply]>([
    ['a web page', { text: '<!doctype html><title>Sign in</title>' }],
    ['a redirect to one', { status: 302, text: '', headers: { location: 'https://login.example' } }],
    ['a forbidden page', { status: 403, text: '<html>blocked</html>' }],
    ['text', { text: 'hello' }],
  ])('says so for %s', async (_, page) => {
    const server = await serve(() => page);
    const { transport } = transportTo(server);
    await expect(transport.send(PODS)).rejects.toMatchObject({ exit: 3, message: expect.stringContaining('Kubernetes API') });
  });

  it('does not talk to one whose certificate nobody vouches for', async () => {
    const server = await serve(() => ({ json: LIST }));
    const { transport } = transportTo(server, { tls: { ca: readFileSync(fixture('other.crt'), 'utf8') } });
    const failure = await transport.send(PODS).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(Failure);
    expect(failure).toMatchObject({ exit: 3, message: expect.stringMatching(/not trusted(?!.*Node\.js)/) });
    expect(server.requests).toEqual([]);
  });

  it('compares the name in the certificate with tls-server-name where there is one', async () => {
    const server = await serve(() => ({ json: LIST }));
    const { transport } = transportTo(server, {
      tls: { ca: readFileSync(fixture('localhost.crt'), 'utf8'), servername: 'elsewhere.example' },
    });
    await expect(transport.send(PODS)).rejects.toMatchObject({ message: expect.stringContaining('not trusted') });
  });

  it('compares an address there too', async () => {
    const server = await serve(() => ({ json: LIST }));
    const named = (servername: string) => transportTo(server, { tls: { ca: readFileSync(fixture('localhost.crt'), 'utf8'), servername } });
    expect((await named('127.0.0.1').transport.send(PODS)).status).toBe(200);
    await expect(named('127.0.0.2').transport.send(PODS)).rejects.toMatchObject({ message: expect.stringContaining('not trusted') });
  });
});

describe('a server that wants another client certificate', () => {
  /** Alerts of TLS (RFC 8446, section 6.2). */
  it.each([
    ['bad_certificate', 42],
    ['certificate_expired', 45],
    ['unknown_ca', 48],
    ['certificate_required', 116],
  ])('is not called untrusted itself: %s', async (_, alert) => {
    const strict = createServer((socket) => void socket.once('data', () => socket.end(Buffer.from([21, 3, 3, 0, 2, 2, alert]))));
    await new Promise<void>((resolve) => strict.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void strict.close());
    const { transport } = transportTo({ url: urlOf(strict, 'https'), requests: [] });
    await expect(transport.send(PODS)).rejects.toMatchObject({
      exit: 3,
      message: expect.stringContaining('does not accept the client certificate'),
    });
  });
});

describe('an answer without an end', () => {
  it('keeps no other waiting, where a server speaks HTTP/1.1 only', async () => {
    const server = await serve(() => (response) => void response.writeHead(200).write('{}\n'));
    const { transport } = transportTo(server);
    const stop = new AbortController();
    onTestFinished(() => stop.abort());
    for (let begun = 0; begun < 3; begun++)
      await new Promise<void>((onOpen, failed) => {
        const watch = { path: PODS.path, silentMs: 60_000, onOpen, onLine: () => undefined, signal: stop.signal };
        transport.stream(watch).catch(failed);
      });
    expect(server.requests).toHaveLength(3);
  });
});

describe('what answers in another language', () => {
  it('says so for a server without TLS', async () => {
    const plain = createServer((socket) => void socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'));
    await new Promise<void>((resolve) => plain.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void plain.close());
    const { transport } = transportTo({ url: `https://localhost:${(plain.address() as AddressInfo).port}`, requests: [] });
    await expect(transport.send(PODS)).rejects.toMatchObject({ exit: 3, message: expect.stringContaining('does not agree on TLS') });
  });

  it('says so for what is no HTTP', async () => {
    const server = await serve(() => (response) => void response.socket?.end('SSH-2.0-OpenSSH\r\n'));
    const { transport } = transportTo(server);
    await expect(transport.send(PODS)).rejects.toMatchObject({ name: 'Failure', exit: 3 });
  });

  it('calls a bug a bug', async () => {
    const server = await serve(() => ({ json: LIST }));
    const { transport } = transportTo(server);
    const circular: Record<string, unknown> = {};
    circular['self'] = circular;
    await expect(transport.send({ ...WRITE, body: circular })).rejects.toThrow(TypeError);
  });
});

describe('read-only mode', () => {
  const REVIEW: Ask = { method: 'POST', path: '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews', body: {} };

  it.each<Ask>([
    WRITE,
    { ...WRITE, path: `${WRITE.path}?dryRun=` },
    { ...WRITE, path: `${WRITE.path}?dryRun=All&dryRun=None` },
    { ...WRITE, path: `${WRITE.path}?fieldManager=dryRun%3DAll` },
    { method: 'DELETE', path: '/api/v1/namespaces/a' },
    { method: 'DELETE', path: '/api/v1/namespaces/a?dryRun=All', body: { kind: 'DeleteOptions' } },
    { method: 'POST', path: '/api/v1/namespaces', body: {} },
    { method: 'POST', path: '/apis/authorization.k8s.io/v1/subjectaccessreviews/../../v1/x', body: {} },
    { method: 'POST', path: '/apis/authentication.k8s.io/v1/tokenreviews', body: {} },
  ])('sends nothing for $method $path', async (ask) => {
    const server = await serve(() => ({ json: {} }));
    const { transport } = transportTo(server, { readOnly: true });
    await expect(transport.send(ask)).rejects.toThrow(Refused);
    expect(server.requests).toEqual([]);
  });

  it.each<Ask>([PODS, DRY_RUN, REVIEW, { method: 'DELETE', path: '/api/v1/namespaces/a?dryRun=All', body: { dryRun: ['All'] } }])(
    'lets $method $path through',
    async (ask) => {
      const server = await serve(() => ({ json: {} }));
      const { transport } = transportTo(server, { readOnly: true });
      expect((await transport.send(ask)).status).toBe(200);
    },
  );
});
