import { spawnSync } from 'node:child_process';

const found = (['kubectl', 'kustomize'] as const).map(
  (tool) => [tool, spawnSync(tool, ['version', '--client'], { encoding: 'utf8' })] as const,
);

/** What builds kustomizations on this machine; `missing` says why nothing does. */
export const kustomize = (): { readonly build: (folder: string) => string } | { readonly missing: string } => {
  const [tool] = found.find(([, { status }]) => status === 0) ?? [];
  if (tool === undefined) return { missing: 'neither kubectl nor kustomize is installed' };
  return {
    build(folder) {
      const { status, stdout, stderr } = spawnSync(tool, [tool === 'kubectl' ? 'kustomize' : 'build', folder], { encoding: 'utf8' });
      if (status !== 0) throw new Error(`${tool}: ${stderr}`);
      return stdout;
    },
  };
};
