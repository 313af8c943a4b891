import { describe, expect, it } from 'vitest';
import { impersonation } from '../../src/kube/impersonation.ts';
import { serve, transportTo } from './server.ts';

const entry = (body: object) => ({ name: 'x', file: '/config', body: { ...body } });

describe('who is impersonated', () => {
  it('arrives as kubectl sends it, whatever the names hold', async () => {
    const server = await serve(() => ({ json: {} }));
    const body = { as: 'Jürgen 山', 'as-groups': ['a', 'b, ß'], 'as-uid': 'ü', 'as-user-extra': { 'Example.com/ä (1)': ['é'] } };
    const context = { name: 'x', server: server.url, cluster: entry({}), user: entry(body) };
    const { transport } = transportTo(server, { headers: impersonation(context, {}) });
    await transport.send({ method: 'GET', path: '/version' });
    const raw = server.requests[0]!.raw.rawHeaders.map((text) => Buffer.from(text, 'latin1').toString());
    const sent = raw.flatMap((name, at) => (name.startsWith('impersonate-') ? [[name, raw[at + 1]]] : []));
    expect(sent).toEqual([
      ['impersonate-user', 'Jürgen 山'],
      ['impersonate-group', 'a'],
      ['impersonate-group', 'b, ß'],
      ['impersonate-uid', 'ü'],
      [`impersonate-extra-example.com%2F%C3%A4%20%281%29`, 'é'],
    ]);
  });
});
