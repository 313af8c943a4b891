import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { demoInMemory } from './inProcess.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'import-'));
afterAll(() => rmSync(folder, { recursive: true }));

const fileWith = (name: string, text: string): string => {
  const file = path.join(folder, name);
  writeFileSync(file, text);
  return file;
};

const controls = (number: string, text: string): string =>
  JSON.stringify({
    version: 'cis-1.12',
    node_type: 'master',
    tests: [{ desc: 'API Server', results: [{ test_number: number, test_desc: text, status: 'FAIL', remediation: 'Do it.' }] }],
  });

describe('import', () => {
  it('links a report of kube-bench, as a table and as data', async () => {
    const { run } = await demoInMemory();
    const file = fileWith(
      'kube-bench.json',
      `{"Controls":[${controls('1.2.15', 'Ensure that the --profiling argument is set to false')}]}`,
    );
    const table = await run(['import', file]);
    expect([table.code, table.err]).toEqual([0, '']);
    expect(table.out).toMatch(/FAIL +1\.2\.15 +apiserver-profiling +Ensure that the --profiling/);
    const { out } = await run(['import', file, '-o', 'json']);
    expect(JSON.parse(out)).toMatchObject({
      kind: 'KubeBenchReport',
      summary: { fail: 1, linked: 1 },
      recommendations: [{ number: '1.2.15', remediations: ['apiserver-profiling'] }],
    });
  });

  it('takes one object for each line, as old versions print them', async () => {
    const { run } = await demoInMemory();
    const lines = `${controls('1.2.15', 'Ensure that the --profiling argument is set')}\n${controls('1.2.99', 'Ensure something new')}\n`;
    const { out } = await run(['import', fileWith('lines.json', lines), '-o', 'json']);
    expect(JSON.parse(out)).toMatchObject({ recommendations: [{ number: '1.2.15' }, { number: '1.2.99', remediations: [] }] });
  });

  it.each([
    ['no file', undefined, /There is no file to import/],
    ['a file that is not there', 'missing', /cannot be read: it does not exist/],
    ['no JSON', 'text', /it is no report of kube-bench/],
    ['JSON of something else', '{"kind":"Pod"}', /it is no report of kube-bench/],
    ['a report without results', '{"Controls":[{"tests":[]}]}', /it holds no result/],
  ])('refuses %s, and says what to give', async (_name, content, message) => {
    const { run } = await demoInMemory();
    const file = content === undefined ? [] : [content === 'missing' ? path.join(folder, 'missing.json') : fileWith('bad.json', content)];
    const { code, out, err } = await run(['import', ...file]);
    expect([code, out]).toEqual([2, '']);
    expect(err).toMatch(message);
    expect(err).toContain('kube-bench run --json');
  });
});
