import { VULNERABILITY_REPORT } from '../analysis/images/scans.ts';
import { field, isRecord, text, type Kind, type Resource } from '../core/resource.ts';
import type { Served } from './discovery.ts';
import { readPage, type Page } from './page.ts';
import { SECRET, secretsIn } from './secrets.ts';
import { ok, type Answer } from './status.ts';
import type { Transport } from './transport.ts';
import { trimFor, type Trim } from './trim.ts';

/** Objects of one answer, as kubectl asks for; fewer where one can be some hundred kilobytes. */
const PAGE = 500;
const PAGES: Readonly<Record<Kind, number>> = { [VULNERABILITY_REPORT]: 50 };
/** How often a list whose continue token has expired is begun anew. */
const RESTARTS = 3;

/** An answer that is no list: forbidden, not found, or an error that stayed. */
export class NotListed extends Error {
  readonly answer: Answer;

  constructor(answer: Answer) {
    super('not listed');
    this.name = 'NotListed';
    this.answer = answer;
  }
}

interface Asked {
  readonly answer: Promise<Answer>;
  /** The continue token, as soon as it has arrived; undefined where the page is the last or does not say before its end. */
  readonly following: Promise<string | undefined>;
}

/** The API server writes a list's metadata before its items, so the next page can be made while this one is on its way. */
const continueIn = (head: string): string | undefined => /^[^[]*?"continue":"([^"\\]+)"/.exec(head)?.[1];

const continueOf = (page: Page): string | undefined => {
  const token = field(page.metadata, 'continue');
  return typeof token === 'string' && token !== '' ? token : undefined;
};

/** Secrets come as a table, which has no items. */
const pageOf = (served: Served, { body }: Answer, trim: Trim): Page => {
  if (served.kind !== 'Secret') return body as Page;
  const metadata = field(body, 'metadata');
  return isRecord(body) && 'rows' in body ? { metadata, items: secretsIn(body).flatMap((secret) => trim(secret) ?? []) } : { metadata };
};

interface List {
  readonly transport: Transport;
  readonly served: Served;
  readonly path: string;
  readonly signal: AbortSignal | undefined;
  readonly trimOf: (served: Served) => Trim;
}

const askPage = ({ transport, served, path, signal }: List, trim: Trim, token: string | undefined): Asked => {
  const { promise: following, resolve } = Promise.withResolvers<string | undefined>();
  const answer = transport.send({
    method: 'GET',
    path: `${path}?limit=${PAGES[served.kind] ?? PAGE}${token === undefined ? '' : `&continue=${encodeURIComponent(token)}`}`,
    onHead: (head) => resolve(continueIn(head)),
    ...(served.kind === 'Secret' ? { accept: SECRET } : { parse: (json: Buffer) => readPage(json, trim) }),
    ...(signal ? { signal } : {}),
  });
  void answer.catch(() => undefined).then(() => resolve(undefined));
  return { answer, following };
};

/** All objects of one kind, and the version up to which they are told, where the server says so. */
export interface Listed {
  readonly found: readonly Resource[];
  readonly version?: string;
}

const versionOf = (page: Page): string | undefined => {
  const version = text(field(page.metadata, 'resourceVersion'));
  return version === '' ? undefined : version;
};

/** One pass over a list; undefined where its continue token has expired on the way. All its pages are of one version. */
const onePass = async (list: List): Promise<Listed | undefined> => {
  const trim = list.trimOf(list.served);
  const found: Resource[] = [];
  let version: string | undefined;
  for (let asked: Asked | undefined = askPage(list, trim, undefined); asked;) {
    const early: string | undefined = await asked.following;
    const next: Asked | undefined = early === undefined ? undefined : askPage(list, trim, early);
    const answer: Answer = await asked.answer;
    if (answer.status === 410) return undefined;
    if (!ok(answer)) throw new NotListed(answer);
    const page = pageOf(list.served, answer, trim);
    if (!page.items) throw new NotListed({ ...answer, body: { message: 'the answer is no list' } });
    version ??= versionOf(page);
    const token = continueOf(page);
    // A page that was cut is asked for again, and the first one that comes anew is of a newer version: its end is elsewhere.
    asked = token === early ? next : token === undefined ? undefined : askPage(list, trim, token);
    for (const resource of page.items) found.push(resource);
  }
  return { found, ...(version === undefined ? {} : { version }) };
};

/** All objects of one kind under a path, trimmed page by page. Throws NotListed. */
export const listAll = async (
  transport: Transport,
  served: Served,
  path: string,
  signal?: AbortSignal,
  trimOf: (served: Served) => Trim = trimFor,
): Promise<Listed> => {
  for (let restart = 0; restart < RESTARTS; restart++) {
    const listed = await onePass({ transport, served, path, signal, trimOf });
    if (listed) return listed;
  }
  throw new NotListed({ status: 410, body: { message: 'the list expired again and again while it was read' }, warnings: [] });
};
