import { describe, expect, it } from 'vitest';
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
});
