import { describe, expect, it } from 'vitest';
import { sessionHtml } from '../../src/report/sessionHtml.ts';
import { sessionMarkdown } from '../../src/report/sessionMarkdown.ts';
import type { SessionEntry, SessionPart, SessionRecord } from '../../src/report/sessionRecord.ts';

const EVIL = '<img src=x onerror=alert(1)>|`**a** [b](javascript:c)\u001b[2J\u202e\n# d';

const entry = (object: string, reason?: string): SessionEntry => ({
  remediation: 'capabilities',
  title: 'Containers keep capabilities',
  severity: 'high',
  object,
  ...(reason === undefined ? {} : { reason }),
});

const recordOf = (parts: readonly SessionPart[]): SessionRecord => ({
  target: { type: 'cluster', id: 'a', name: EVIL, readOnly: false },
  version: '1.0.0',
  at: '2026-11-21T08:00:00Z',
  scoreBefore: 40,
  scoreAfter: 70,
  ran: 80,
  parts,
  notChecked: [{ remediation: 'etcd-tls', reason: `${EVIL} is not readable` }],
});

const record = recordOf([
  { title: 'fixed', entries: [entry('shop/Deployment web'), entry('shop/Deployment db')] },
  { title: 'skipped', entries: [entry('shop/Deployment api', EVIL)] },
  { title: 'ignored', entries: [] },
]);

describe('the record of a session', () => {
  it.each([
    ['Markdown', sessionMarkdown],
    ['HTML', sessionHtml],
  ])('says in %s what was fixed, what was not and why, and what could not be checked', (_form, write) => {
    const text = write(record);
    for (const said of ['Fixed 2 of 3', 'web', 'db', 'api', 'etcd', '80 ran, 1 could not', '70']) expect(text).toContain(said);
    expect(text).toMatch(/Skipped .{0,2}\(?1/);
    expect(text).not.toMatch(/Ignored/);
  });

  it('is HTML in which nothing of the cluster is markup', () => {
    const text = sessionHtml(record);
    expect(text).not.toContain('<img');
    expect(text).toContain('&lt;img src=x');
    expect(text).not.toMatch(/[\u001b\u202e]/);
    const tags = new Set([...text.matchAll(/<([a-z0-9]+)/g)].map(([, tag]) => tag));
    expect(tags).toEqual(
      new Set([
        'html',
        'head',
        'meta',
        'title',
        'style',
        'body',
        'h1',
        'p',
        'table',
        'tbody',
        'tr',
        'th',
        'td',
        'caption',
        'thead',
        'code',
      ]),
    );
  });

  it('is Markdown in which nothing of the cluster is markup', () => {
    const text = sessionMarkdown(record);
    expect(text).not.toMatch(/(?<!\\)<img/);
    expect(text).not.toMatch(/(?<!\\)\[b/);
    for (const line of text.split('\n').filter((row) => row.startsWith('|')))
      expect(line.match(/(?<!\\)\|/g)?.length, line).toBeGreaterThan(2);
    expect(text.split('\n').filter((row) => row.startsWith('# '))).toHaveLength(1);
  });
});
