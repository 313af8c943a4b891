import type { LogRequest } from '../app/target.ts';
import { printable } from '../core/printable.ts';
import type { Ref } from '../core/resource.ts';
import type { Api } from './api.ts';
import { ok } from './status.ts';

/** A program may print without end, and a line of it too. */
const BYTES = 64 * 1024;
const LINE = 500;

/** The last lines that a container printed, oldest first; none where it has not run or they may not be read. */
export const logsOf = async ({ transport }: Api, pod: Ref, { container, lines, previous }: LogRequest): Promise<readonly string[]> => {
  const query = new URLSearchParams({ tailLines: String(lines), limitBytes: String(BYTES) });
  if (container !== undefined) query.set('container', container);
  if (previous) query.set('previous', 'true');
  const answer = await transport.send({
    method: 'GET',
    path: `/api/v1/namespaces/${encodeURIComponent(pod.namespace ?? '')}/pods/${encodeURIComponent(pod.name)}/log?${query.toString()}`,
    accept: '*/*',
    parse: (bytes) => bytes.toString('utf8'),
  });
  if (!ok(answer) || typeof answer.body !== 'string') return [];
  return answer.body
    .split('\n')
    .map((line) => printable(line).trimEnd().slice(0, LINE))
    .filter((line) => line !== '')
    .slice(-lines);
};
