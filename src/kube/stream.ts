import { request, type Dispatcher } from 'undici';
import type { Ask } from './exchange.ts';
import type { Answer } from './status.ts';

export interface Streamed extends Pick<Ask, 'path' | 'accept' | 'signal'> {
  /** How long the answer may be silent. */
  readonly silentMs: number;
  /** The answer has begun, and it is a success. */
  readonly onOpen: () => void;
  readonly onLine: (line: string) => void;
}

interface Exchange extends Streamed {
  readonly headers: Readonly<Record<string, string | string[]>>;
  readonly timeoutMs: number;
}

const FAILED = 300;
const SNIPPET = 300;

const bodyOf = (text: string): Pick<Answer, 'body' | 'snippet'> => {
  try {
    return { body: JSON.parse(text) };
  } catch {
    return { body: undefined, snippet: text.slice(0, SNIPPET) };
  }
};

/** One request whose answer comes line by line, once. Throws what undici throws. */
export const streamed = async (
  { dispatcher, server }: { readonly dispatcher: Dispatcher; readonly server: string },
  { path, accept = 'application/json', headers, timeoutMs, silentMs, signal, onOpen, onLine }: Exchange,
): Promise<Answer> => {
  const { body, statusCode: status } = await request(`${server}${path}`, {
    dispatcher,
    method: 'GET',
    headersTimeout: timeoutMs,
    bodyTimeout: silentMs,
    headers: { ...headers, accept },
    ...(signal ? { signal } : {}),
  });
  if (status >= FAILED) return { status, ...bodyOf(await body.text()), warnings: [] };
  onOpen();
  body.setEncoding('utf8');
  let rest = '';
  for await (const chunk of body) {
    const lines = (rest + String(chunk)).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) if (line !== '') onLine(line);
  }
  return { status, body: undefined, warnings: [] };
};
