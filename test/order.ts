import { readFileSync, statSync } from 'node:fs';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Folders with long tests, which would otherwise be waited for at the end. */
const LONG = /\/test\/(crash|e2e|cli|tui|journal)\//;

/** On a control plane first, one kind after the other, so that each process starts few; then what is long; last what is short. The larger file first. */
const rankOf = ({ moduleId }: TestSpecification): readonly [string, number] => {
  const [, kind] = /\bdescribeOnControlPlane\(\s*'[^']*',\s*(\w+|\{[^}]*\})/.exec(readFileSync(moduleId, 'utf8')) ?? [];
  const place = kind === undefined ? (LONG.test(moduleId) ? '2' : '3') : kind === 'RUNNING' ? '0' : `1 ${kind}`;
  return [place, -statSync(moduleId).size];
};

export class Order extends BaseSequencer {
  override sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const ranked = files.map((file) => ({ file, rank: rankOf(file) }));
    ranked.sort(({ rank: a }, { rank: b }) => (a[0] === b[0] ? a[1] - b[1] : a[0] < b[0] ? -1 : 1));
    return Promise.resolve(ranked.map(({ file }) => file));
  }
}
