import { readFileSync } from 'node:fs';
import { Agent, request } from 'undici';
import type { Resource } from '../../src/core/resource.ts';
import { collectionOf } from './api.ts';
import type { ControlPlane } from './start.ts';

export interface Verdict {
  readonly status: number;
  /** The object as it would be stored, or a Status that says why not. */
  readonly text: string;
  readonly warnings: readonly string[];
}

export interface DryRun {
  /** What the server says to the creation of an object that it does not store; a field that it does not know is refused. */
  readonly creating: (resource: Resource) => Promise<Verdict>;
  readonly close: () => Promise<void>;
}

/** The texts of `Warning` headers: `299 - "…"`, with backslashes before quotes. */
const textsOf = (header: string | readonly string[] | undefined): readonly string[] =>
  [header ?? []].flat().flatMap((line) => [...line.matchAll(/"((?:[^"\\]|\\.)*)"/g)].map(([, text = '']) => text.replace(/\\(.)/g, '$1')));

/** What Pod Security warned of. */
export const podSecurityOf = ({ warnings }: Verdict): readonly string[] => warnings.filter((text) => text.includes('PodSecurity'));

export const dryRunOn = ({ server, token, caFile }: ControlPlane): DryRun => {
  const dispatcher = new Agent({ connect: { ca: readFileSync(caFile, 'utf8') } });
  return {
    creating: async (resource) => {
      const { statusCode, headers, body } = await request(`${server}${collectionOf(resource)}?dryRun=All&fieldValidation=Strict`, {
        dispatcher,
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        body: JSON.stringify(resource),
      });
      return { status: statusCode, text: await body.text(), warnings: textsOf(headers['warning']) };
    },
    close: () => dispatcher.close(),
  };
};
