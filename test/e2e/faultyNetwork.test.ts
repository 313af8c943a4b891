import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { plainApi, type PlainApi } from '../control-plane/api.ts';
import { describeOnControlPlane } from '../control-plane/describe.ts';
import { fixture } from '../kube/server.ts';
import { dated, type Asked, type Fault, type Given } from './faultyDoor.ts';
import { expectBefore, mayStillArrive, told } from './faultyRun.ts';
import { clockOffBy, openWorld } from './faultyWorld.ts';

/** The real server behind a door at which requests and answers are lost, late, or not its own. Single requests: test/kube/{transport,read}.test.ts. */
const APPLY = ['apply', 'privilege-escalation', '--accept', 'privilege-escalation'];
const DAY = 86_400_000;

/** The nth write to an object, from 1 on; what comes later passes. */
const writing = (does: Fault, nth = 1, name = 'second'): Fault => {
  let seen = 0;
  return (asked, hands) => (asked.writes && asked.url.includes(`/${name}?`) && ++seen === nth ? does(asked, hands) : undefined);
};

const json = (code: number, reason: string, message: string, headers: Given['headers'] = {}): Given => ({
  status: code,
  headers: { 'content-type': 'application/json', ...headers },
  body: Buffer.from(JSON.stringify({ kind: 'Status', apiVersion: 'v1', status: 'Failure', code, reason, message })),
});

const BUSY = json(429, 'TooManyRequests', 'the server is busy', { 'retry-after': '1' });
const UNREADY = json(503, 'ServiceUnavailable', 'starting');
const LATE = json(504, 'Timeout', 'it took too long');
const PAGE: Given = { status: 502, headers: { 'content-type': 'text/html' }, body: Buffer.from('<html>Bad Gateway</html>') };

/** Nothing is carried out. */
const answering =
  (given: Given): Fault =>
  (_, { answer }) =>
    Promise.resolve(answer(given));

/** It is carried out, and then that. */
const afterwards =
  (does: (given: Given, hands: Parameters<Fault>[1]) => void): Fault =>
  async (_, hands) =>
    does(await hands.carryOut(), hands);

const cutBefore: Fault = (_, { response }) => Promise.resolve(void response.destroy());
const cutAfter = afterwards((_, { response }) => void response.destroy());
/** No answer ever. */
const silent: Fault = () => Promise.resolve();

/** As much of the answer as that, then what follows. */
const half = (follows: (rest: Buffer, response: Parameters<Fault>[1]['response']) => void): Fault =>
  afterwards(({ status, headers: { 'transfer-encoding': _, ...headers }, body }, { response }) => {
    response.writeHead(status, { ...headers, 'content-length': body.length });
    const middle = Math.floor(body.length / 2);
    response.write(body.subarray(0, middle), () => follows(body.subarray(middle), response));
  });

const closing = afterwards((given, { answer, response }) => {
  response.on('finish', () => response.socket?.destroy());
  answer(given);
});

const isDryRun = ({ method, url }: Asked): boolean => method !== 'GET' && url.includes('dryRun=All') && url.includes('/second');

const cannotBeTried: Fault = (asked, hands) =>
  isDryRun(asked)
    ? answering(json(400, 'BadRequest', 'admission webhook "old.example" does not support dry run'))(asked, hands)
    : undefined;

/** Its first reads fail. */
const reading = (name: string, ...given: readonly Given[]): Fault => {
  const left = [...given];
  return (asked, hands) => {
    if (asked.method !== 'GET' || !asked.url.endsWith(`/${name}`)) return undefined;
    const next = left.shift();
    return next && answering(next)(asked, hands);
  };
};

/** Lists come in small pages, of which the second has been compacted away once; told when it is asked for. */
const compacted = (expired: () => void): Fault => {
  let left = 1;
  return ({ method, url }, { carryOut, answer }) => {
    if (method !== 'GET' || !/\/cronjobs\?/.test(url)) return undefined;
    if (url.includes('continue=') && left-- > 0)
      return Promise.resolve(expired()).then(() => answer(json(410, 'Expired', 'the list is too old')));
    return carryOut(url.replace(/limit=\d+/, 'limit=2')).then(answer);
  };
};

/** Each for the write to an object of that name, which is carried out. */
const STORED: Readonly<Record<string, Fault>> = {
  'answers-504': afterwards((_, { answer }) => answer(LATE)),
  'cut-after': closing,
  'cut-before': cutAfter,
  'cut-within': half((_, response) => void response.destroy()),
  slow: half((rest, response) => setTimeout(() => response.end(rest), 300)),
  stops: half(() => undefined),
};

const firstOf =
  (...faults: readonly Fault[]): Fault =>
  (asked, hands) => {
    for (const fault of faults) {
      const taken = fault(asked, hands);
      if (taken) return taken;
    }
    return undefined;
  };

interface Row {
  readonly name: string;
  /** Made anew for each run. */
  readonly fault: () => Fault;
  readonly flags?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly code: number;
  readonly ends: Readonly<Record<string, string>>;
  readonly says: RegExp;
}

const AROUND = { first: 'verified', second: 'refused', third: 'verified' };
const STOPPED = { first: 'verified', second: 'not-applied', third: 'skipped' };
const OPEN = { first: 'verified', second: 'unknown', third: 'skipped' };
const DONE = { first: 'verified', second: 'verified', third: 'verified' };
const QUICK = ['--request-timeout', '1s'];
const none: Fault = () => undefined;

const APPLYING: readonly Row[] = [
  { name: '429 with Retry-After', fault: () => writing(answering(BUSY)), code: 6, ends: STOPPED, says: /the server is busy/ },
  {
    name: '500',
    fault: () => writing(answering(json(500, 'InternalError', 'no leader'))),
    code: 6,
    ends: OPEN,
    says: /a write with 500: no leader/,
  },
  { name: '502 of a proxy', fault: () => writing(answering(PAGE)), code: 6, ends: OPEN, says: /answered a write with 502/ },
  { name: '503', fault: () => writing(answering(UNREADY)), code: 6, ends: OPEN, says: /a write with 503: starting/ },
  { name: '504', fault: () => writing(answering(LATE)), code: 6, ends: OPEN, says: /a write with 504: it took too long/ },
  { name: 'a cut before anything was stored', fault: () => writing(cutBefore), code: 6, ends: OPEN, says: /did not answer a write/ },
  { name: 'silence', flags: QUICK, fault: () => writing(silent), code: 6, ends: OPEN, says: /does not answer in time/ },
  { name: 'a webhook without dry-run', fault: () => cannotBeTried, code: 6, ends: AROUND, says: /does not support dry run/ },
  { name: 'a clock a day ahead', fault: () => none, env: clockOffBy(DAY), code: 0, ends: DONE, says: /./ },
  { name: 'a clock a day behind', fault: () => none, env: clockOffBy(-DAY), code: 0, ends: DONE, says: /./ },
];

/** A rollback writes twice: the values, then whose they are. */
const ROLLING_BACK: readonly Row[] = [
  { name: '429', fault: () => writing(answering(BUSY)), code: 6, ends: { ...DONE, second: 'not-applied' }, says: /the server is busy/ },
  {
    name: '504',
    fault: () => writing(answering(LATE)),
    code: 6,
    ends: { first: 'skipped', second: 'unknown', third: 'verified' },
    says: /504/,
  },
  { name: 'a cut once it was stored', fault: () => writing(cutAfter), code: 0, ends: DONE, says: /looking what happened/ },
  {
    name: '504 for whose fields they are',
    fault: () => writing(answering(LATE), 2, 'first'),
    code: 6,
    ends: { ...DONE, first: 'applied' },
    says: /fields of it are still ours/,
  },
];

describeOnControlPlane('a run over a network that fails', {}, (plane) => {
  let api: PlainApi;
  beforeAll(() => void (api = plainApi(plane())));
  afterAll(() => api.close());

  it.concurrent.each(APPLYING.map((row, nth) => ({ ...row, nth })))('ends before or after $name', async ({ nth, fault, ...row }) => {
    const world = await openWorld(plane(), api, `apply-${nth}`);
    const before = await world.objects();
    world.door.set(fault());
    const { code, ends, stderr, why } = await told(world, [...APPLY, '-n', world.namespace, ...(row.flags ?? [])], row.env);
    world.door.set();
    expect([code, ends, stderr + why]).toEqual([row.code, row.ends, expect.stringMatching(row.says)]);
    await expectBefore(world, before);
    await world.close();
  });

  it.concurrent.each(ROLLING_BACK.map((row, nth) => ({ ...row, nth })))(
    'is taken back in spite of $name',
    async ({ nth, fault, ...row }) => {
      const world = await openWorld(plane(), api, `rollback-${nth}`);
      const before = await world.objects();
      expect(await told(world, [...APPLY, '-n', world.namespace])).toMatchObject({ code: 0 });
      world.door.set(fault());
      const { code, ends, stderr, why } = await told(world, ['rollback']);
      world.door.set();
      expect([code, ends, stderr + why]).toEqual([row.code, row.ends, expect.stringMatching(row.says)]);
      await expectBefore(world, before);
      await world.close();
    },
  );

  it.concurrent('survives what tells nothing of a write, and what passes', async () => {
    const names = ['first', 'read-again', ...Object.keys(STORED)];
    const world = await openWorld(plane(), api, 'survives', names);
    const before = await world.objects();
    let expired = 0;
    const stored = Object.entries(STORED).map(([name, does]) => writing(does, 1, name));
    const list = compacted(() => void expired++);
    world.door.set(firstOf(...stored, reading('read-again', BUSY, UNREADY, PAGE), list, dated(-DAY)));
    const { code, ends, stderr } = await told(world, [...APPLY, '-n', world.namespace, ...QUICK]);
    world.door.set();
    expect([code, ends]).toEqual([0, Object.fromEntries(names.map((name) => [name, 'verified']))]);
    expect(stderr.match(/looking what happened/g)).toHaveLength(4);
    expect(expired).toBe(1);
    await expectBefore(world, before);
    await world.close();
  });

  it.concurrent('does not take a clock that was set between a death and its recovery for time that went by', async () => {
    const world = await openWorld(plane(), api, 'clock-set');
    const before = await world.objects();
    world.door.set(writing(cutBefore));
    expect((await told(world, [...APPLY, '-n', world.namespace])).ends).toEqual(OPEN);
    world.door.set();
    for (const ms of [DAY, -DAY]) await mayStillArrive(world, clockOffBy(ms));
    await expectBefore(world, before);
    await world.close();
  });

  it.concurrent('does not begin with a server whose certificate nobody vouches for', async () => {
    const world = await openWorld(plane(), api, 'wrong-ca');
    const before = await world.objects();
    const file = path.join(world.home, 'kubeconfig');
    const ca = readFileSync(fixture('other.crt')).toString('base64');
    const cluster = { name: 'test', cluster: { server: plane().server, 'certificate-authority-data': ca } };
    writeFileSync(file, JSON.stringify({ ...JSON.parse(readFileSync(file, 'utf8')), clusters: [cluster] }));
    expect(await told(world, [...APPLY, '-n', world.namespace])).toMatchObject({
      code: 3,
      ends: {},
      stderr: expect.stringContaining('not trusted'),
    });
    expect(await world.objects()).toEqual(before);
    await world.close();
  });
});
