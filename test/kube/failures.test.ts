import { createServer, type AddressInfo } from 'node:net';
import { connect } from 'node:tls';
import { describe, expect, it, onTestFinished } from 'vitest';
import { EXIT, Failure } from '../../src/app/errors.ts';
import { neverSent, unexpected } from '../../src/kube/failures.ts';

describe('an answer that nobody expects', () => {
  it('is told by its status where the server says nothing that tells it', () => {
    const { message } = unexpected('No list', { status: 500, body: undefined, snippet: 'oops', warnings: [] });
    expect(message).toBe('No list: oops (HTTP status 500)');
  });

  it.each([400, 403, 404, 406, 429, 500, 502, 503, 504])('of status %d has a next step', (status) => {
    const { message, next } = unexpected('The server does not say what it serves', { status, body: undefined, warnings: [] });
    expect(message).toContain(String(status));
    expect(next).toHaveLength(1);
  });
});

describe('an error of a socket', () => {
  const of = (code: string, syscall: string): Error => Object.assign(new Error(`${syscall} ${code}`), { code, syscall });

  it.each(['EHOSTUNREACH', 'ENETUNREACH', 'EADDRNOTAVAIL', 'ECONNREFUSED'])(
    'says that nothing was sent only while connecting: %s',
    (code) => {
      expect(neverSent(new AggregateError([of(code, 'connect')]))).toBe(true);
      expect(neverSent(of(code, 'connect'))).toBe(true);
      expect(neverSent(of(code, 'read'))).toBe(false);
      expect(neverSent(new TypeError('failed', { cause: of(code, 'write') }))).toBe(false);
    },
  );

  it('says that nothing was sent where a connection ended before it stood', () => {
    expect(neverSent(new TypeError('failed', { cause: of('ECONNRESET', 'connect') }))).toBe(true);
    expect(neverSent(of('ECONNRESET', 'read'))).toBe(false);
    expect(neverSent(new Failure(EXIT.cluster, 'explained already', [], { cause: of('ECONNREFUSED', 'connect') }))).toBe(false);
  });

  it('says so, too, where one was closed before TLS stood', async () => {
    const closing = createServer((socket) => void socket.once('data', () => socket.end())); // what is not read would be answered by a reset
    await new Promise<void>((resolve) => closing.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void closing.close());
    const { port } = closing.address() as AddressInfo;
    const error = await new Promise<unknown>((resolve) =>
      connect({ port, host: '127.0.0.1', rejectUnauthorized: false }).once('error', resolve),
    );
    expect(neverSent(error)).toBe(true);
  });
});
