// The fake API server in a child process, with a kubeconfig that leads to it.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import path from 'node:path';

const CERT = path.join(import.meta.dirname, 'tls', 'cert.pem');

const kubeconfigFor = (url) =>
  JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': 'bench',
    contexts: [{ name: 'bench', context: { cluster: 'bench', user: 'bench' } }],
    clusters: [{ name: 'bench', cluster: { server: url, 'certificate-authority': CERT } }],
    users: [{ name: 'bench', user: { token: 'bench' } }],
  });

/** `{ url, kubeconfig, sizes, forget(), asked(), stop() }`; `sizes` says `[path, objects, bytes]` of each list. */
export const startServer = async (folder, ...args) => {
  const child = fork(path.join(import.meta.dirname, 'server.mjs'), args, { execArgv: [] });
  const tell = async (message) => {
    child.send(message);
    const [{ asked }] = await once(child, 'message');
    return asked;
  };
  const [{ port, sizes }] = await once(child, 'message');
  const kubeconfig = path.join(folder, `kubeconfig-${port}`);
  writeFileSync(kubeconfig, kubeconfigFor(`https://127.0.0.1:${port}`));
  return {
    url: `https://127.0.0.1:${port}`,
    kubeconfig,
    sizes,
    forget: () => tell('forget'),
    asked: () => tell('asked'),
    stop: () => child.disconnect(),
  };
};
