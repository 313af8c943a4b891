import { describe, expect, it } from 'vitest';
import { hiddenIn } from '../../src/analysis/hiddenIn.ts';
import type { Memory } from '../../src/app/journal.ts';
import { archiveOf } from '../../src/journal/archive.ts';
import { memoryJournal } from '../../src/journal/memoryJournal.ts';
import { editOf, account, runOf } from '../journal/example.ts';
import { checkout, is, NS, scene } from './scene.ts';

const SECRET = 'S3cr3tPassw0rd';
const LINE = `psycopg2.OperationalError: connection to postgresql://app:${SECRET}@db/prod failed`;

describe('what a program, a server or a webhook says', () => {
  it.each([
    [LINE, 'psycopg2.OperationalError: connection to postgresql://app:***@db/prod failed'],
    ['dial redis://:hunter22@cache:6379: refused', 'dial redis://:***@cache:6379: refused'],
    ['dsn "root:hunter22@tcp(db:3306)/x" is wrong', 'dsn "root:***@tcp(db:3306)/x" is wrong'],
    ['bad key AKIAABCDEFGHIJKLMNOP here', 'bad key *** here'],
    ['got eyJhbGciOiJI.eyJzdWIiOiIx.c2lnbmF0dXJl', 'got ***'],
    ['starting with --db-password hunter22 now', 'starting with --db-password *** now'],
    [
      '-----BEGIN RSA PRIVATE KEY----- MIIE -----END RSA PRIVATE KEY-----',
      '-----BEGIN RSA PRIVATE KEY-----***-----END RSA PRIVATE KEY-----',
    ],
  ])('is kept without its credential: %s', (said, kept) => expect(hiddenIn(said)).toBe(kept));

  it.each([
    'pod checkout-1: CrashLoopBackOff (exit 1): open /var/run/x: permission denied',
    'listening on http://0.0.0.0:8080/a@b',
    'pods "web" is forbidden: exceeded quota: q, requested: cpu=1',
  ])('is kept as it is: %s', (said) => expect(hiddenIn(said)).toBe(said));
});

describe('a log line with a credential', () => {
  it('stands in no record, no export, no doubt and no log of the run', async () => {
    const at = scene([NS, checkout({ annotations: { 'testcluster/needs': 'escalation' } })]);
    Object.assign(at.target, { logs: () => Promise.resolve(['Traceback', LINE]) });
    const run = await at.apply(await at.plan(is('privilege-escalation')), { autoRollback: true });
    expect(run.steps[0]?.takenBack?.why).toContain('postgresql://app:***@db/prod');
    const doubts = (await at.scan()).result.findings.find(is('privilege-escalation'))?.doubts;
    expect(JSON.stringify(doubts)).toContain('app:***@db');
    for (const all of [run, await at.journal.load(run.id), await at.journal.recall(), archiveOf(run), doubts, at.events])
      expect(JSON.stringify(all)).not.toContain(SECRET);
  });

  it('is hidden where a record is kept at the latest, and that fails no run', async () => {
    const journal = memoryJournal();
    const workload = { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'payments', name: 'checkout' };
    const run = runOf('2026-11-21-1', [{ ...editOf(account(), account(false)), detail: LINE, takenBack: { workload, why: LINE } }]);
    await journal.save(run);
    await journal.remember((memory): Memory => ({ ...memory, tried: [{ finding: 'x', at: run.started, why: LINE, workload }] }));
    for (const kept of [await journal.load(run.id), await journal.recall(), archiveOf(run)])
      expect(JSON.stringify(kept)).not.toContain(SECRET);
  });
});
