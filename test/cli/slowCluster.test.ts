import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { writeFileSync } from 'node:fs';
import { describe, expect, it, onTestFinished } from 'vitest';
import { BINARY } from '../e2e/binary.ts';
import { workplace } from './kubeharden.ts';

describe('a cluster that never answers', () => {
  it.each([
    ['scan', 'SIGTERM', 143],
    ['plan', 'SIGINT', 130],
  ] as const)('%s ends at once on %s', async (verb, signal, code) => {
    using place = workplace({});
    const server = createServer();
    onTestFinished(() => void server.close().closeAllConnections());
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const { port } = server.address() as AddressInfo;
    const kubeconfig = path.join(place.home, 'config');
    writeFileSync(
      kubeconfig,
      JSON.stringify({
        'current-context': 'slow',
        clusters: [{ name: 'slow', cluster: { server: `http://127.0.0.1:${port}` } }],
        users: [{ name: 'me', user: {} }],
        contexts: [{ name: 'slow', context: { cluster: 'slow', user: 'me' } }],
      }),
    );
    const child = spawn(process.execPath, [BINARY, verb, '--kubeconfig', kubeconfig], { env: place.env, stdio: 'ignore' });
    onTestFinished(() => void child.kill('SIGKILL'));
    await once(server, 'request');
    const ended = once(child, 'close');
    child.kill(signal);
    expect(await ended).toEqual([code, null]);
  });
});
