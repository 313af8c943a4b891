import { describe, expect, it } from 'vitest';
import { parseImage } from '../../../src/analysis/images/reference.ts';
import { isAllowed, parseAllowed } from '../../../src/analysis/images/registries.ts';

const allowed = (image: string, list: string): boolean => {
  const parsed = parseImage(image);
  if ('wrong' in parsed) throw new Error(`${image}: ${parsed.wrong}`);
  return isAllowed(parsed.image, parseAllowed(list) ?? []);
};

describe('allowed registries', () => {
  it.each([
    ['nginx', 'docker.io', true],
    ['nginx', 'docker.io/library', true],
    ['docker.io/nginx:1', 'docker.io/library', true],
    ['acme/nginx', 'docker.io/library', false],
    ['ghcr.io/acme/web:1', 'quay.io, ghcr.io/acme', true],
    ['ghcr.io/acme/web/api', 'ghcr.io/acme/web', true],
    ['ghcr.io/acme/web:1', 'ghcr.io/acme/web', true],
    // What only begins with the same letters.
    ['ghcr.io/acme-evil/web', 'ghcr.io/acme', false],
    ['registry.k8s.io.example.org/pause', 'registry.k8s.io', false],
    ['registry.k8s.io:443/pause', 'registry.k8s.io', false],
    ['registry.k8s.io/pause', 'registry.k8s.io:443', false],
  ])('%s where %s is allowed: %s', (image, list, is) => {
    expect(allowed(image, list)).toBe(is);
  });

  it.each(['', ' , ', 'https://ghcr.io', 'ghcr.io/', 'ghcr.io/Acme', 'ghcr.io/acme:1', '*'])('are not what %j says', (list) => {
    expect(parseAllowed(list)).toBeUndefined();
  });
});
