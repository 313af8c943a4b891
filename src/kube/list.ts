import { field, items, type Resource } from '../core/resource.ts';
import type { Served } from './discovery.ts';
import { withoutManagedFields } from './managedFields.ts';
import { SECRET, secretsIn } from './secrets.ts';
import { ok, type Answer } from './status.ts';
import type { Transport } from './transport.ts';
import { trimFor } from './trim.ts';

/** Objects of one answer, as kubectl asks for. */
const PAGE = 500;
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

interface Page {
  readonly answer: Promise<Answer>;
  /** The continue token, as soon as it has arrived; undefined where the page is the last or does not say before its end. */
  readonly following: Promise<string | undefined>;
}

/** The API server writes a list's metadata before its items, so the next page can be made while this one is on its way. */
const continueIn = (head: string): string | undefined => /^[^[]*?"continue":"([^"\\]+)"/.exec(head)?.[1];

const continueOf = (answer: Answer): string | undefined => {
  const token = field(answer.body, 'metadata', 'continue');
  return typeof token === 'string' && token !== '' ? token : undefined;
};

const askPage = (transport: Transport, served: Served, path: string, token: string | undefined, signal: AbortSignal | undefined): Page => {
  const { promise: following, resolve } = Promise.withResolvers<string | undefined>();
  const answer = transport.send({
    method: 'GET',
    path: `${path}?limit=${PAGE}${token === undefined ? '' : `&continue=${encodeURIComponent(token)}`}`,
    onHead: (head) => resolve(continueIn(head)),
    prune: withoutManagedFields,
    ...(served.kind === 'Secret' ? { accept: SECRET } : {}),
    ...(signal ? { signal } : {}),
  });
  void answer.catch(() => undefined).then(() => resolve(undefined));
  return { answer, following };
};

/** One pass over a list; undefined where its continue token has expired on the way. */
const onePass = async (
  transport: Transport,
  served: Served,
  path: string,
  signal?: AbortSignal,
): Promise<readonly Resource[] | undefined> => {
  const ask = (token: string | undefined): Page => askPage(transport, served, path, token, signal);
  const trim = trimFor(served);
  const found: Resource[] = [];
  for (let page: Page | undefined = ask(undefined); page;) {
    const early: string | undefined = await page.following;
    const next: Page | undefined = early === undefined ? undefined : ask(early);
    const answer: Answer = await page.answer;
    if (answer.status === 410) return undefined;
    if (!ok(answer)) throw new NotListed(answer);
    const token = continueOf(answer);
    page = next ?? (token === undefined ? undefined : ask(token));
    for (const item of served.kind === 'Secret' ? secretsIn(answer.body) : items(field(answer.body, 'items'))) {
      const resource = trim(item);
      if (resource) found.push(resource);
    }
  }
  return found;
};

/** All objects of one kind under a path, trimmed page by page. Throws NotListed. */
export const listAll = async (transport: Transport, served: Served, path: string, signal?: AbortSignal): Promise<readonly Resource[]> => {
  for (let restart = 0; restart < RESTARTS; restart++) {
    const found = await onePass(transport, served, path, signal);
    if (found) return found;
  }
  throw new NotListed({ status: 410, body: { message: 'the list expired again and again while it was read' }, warnings: [] });
};
