import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { onTestFinished } from 'vitest';

/** Files in a folder of their own, until the test is over; returns the path of one by its name. */
export const folderOf = (files: Readonly<Record<string, string>>): ((name: string) => string) => {
  const folder = mkdtempSync(path.join(tmpdir(), 'kubeharden-kube-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeFileSync(path.join(folder, name), content);
  }
  return (name) => path.join(folder, name);
};

interface Parts {
  readonly cluster?: object;
  readonly user?: object;
  readonly context?: object;
}

/** A kubeconfig whose cluster, user and context share a name. */
export const kubeconfig = (name: string, { cluster, user, context }: Parts = {}): string =>
  JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': name,
    clusters: [{ name, cluster: { server: `https://${name}.example`, ...cluster } }],
    users: [{ name, user: { token: name, ...user } }],
    contexts: [{ name, context: { cluster: name, user: name, ...context } }],
  });
