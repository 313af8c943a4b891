import { describe, expect, it } from 'vitest';
import { Failure } from '../../src/app/errors.ts';
import { selectorOf } from '../../src/cli/labels.ts';
import type { Resource } from '../../src/core/resource.ts';

const labelled = (labels: Record<string, string>): Resource => ({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'a', labels } });

/** As documented for `kubectl get -l`: https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/ */
describe('-l', () => {
  it.each([
    ['environment=production', true],
    ['environment==production', true],
    ['environment=qa', false],
    ['tier!=frontend', true],
    ['tier!=backend', false],
    ['environment in (production, qa)', true],
    ['environment in (qa)', false],
    ['tier notin (frontend,cache)', true],
    ['tier notin (backend)', false],
    ['partition notin (a)', true],
    ['partition', false],
    ['tier', true],
    ['!partition', true],
    ['!tier', false],
    ['environment=production,tier!=frontend', true],
    ['environment in (production),tier in (frontend,cache)', false],
    ['app.kubernetes.io/name=web', true],
  ])('%s', (selector, selected) => {
    const labels = { environment: 'production', tier: 'backend', 'app.kubernetes.io/name': 'web' };
    expect(selectorOf(selector)(labelled(labels))).toBe(selected);
  });

  it.each(['a b', 'a=(b)', 'a in b', 'a in (b', ',', '=b', 'a=b,'])('refuses %s', (selector) => {
    expect(() => selectorOf(selector)).toThrow(Failure);
  });
});
