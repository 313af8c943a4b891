import { KUBELET_CONFIGURATION } from '../analysis/controlPlane/configurations.ts';
import { Failure } from '../app/errors.ts';
import { atMost } from '../analysis/sentences.ts';
import { inParallel } from '../app/parallel.ts';
import { field, isRecord, type Resource } from '../core/resource.ts';
import type { Entry, Unread } from '../core/snapshot.ts';
import { messageOf, ok } from './status.ts';
import type { Transport } from './transport.ts';

/** Kubelets at a time. */
const CONCURRENT = 8;
const MOST_NAMED = 3;

export const UNASKED: Unread = {
  kind: KUBELET_CONFIGURATION,
  reason: 'the kubelets were not asked; `kubeharden scan --read-kubelets` asks each of them through nodes/proxy',
};

/** A kubelet's configuration named after its node, or why it could not be read. */
const readKubelet = async (transport: Transport, node: string, signal: AbortSignal | undefined): Promise<Resource | string> => {
  const path = `/api/v1/nodes/${encodeURIComponent(node)}/proxy/configz`;
  try {
    const answer = await transport.send({ method: 'GET', path, ...(signal ? { signal } : {}) });
    if (answer.status === 403) return `${node}: you may not get nodes/proxy`;
    const config = field(answer.body, 'kubeletconfig');
    if (!ok(answer) || !isRecord(config)) return `${node}: ${ok(answer) ? 'it tells no configuration' : messageOf(answer)}`;
    return { ...config, apiVersion: 'kubelet.config.k8s.io/v1beta1', kind: 'KubeletConfiguration', metadata: { name: node } };
  } catch (error) {
    // What a kubelet answers comes through the API server as its own: a 401, a page. That of one node ends nothing.
    if (!(error instanceof Failure)) throw error;
    return `${node}: ${error.message}`;
  }
};

/** What each node's kubelet says of its configuration (`configz`), and whose was not heard. Needs the right to get nodes/proxy. */
export const readKubelets = async (
  transport: Transport,
  nodes: readonly string[],
  signal: AbortSignal | undefined,
): Promise<{ readonly found: readonly Entry[]; readonly unread: readonly Unread[] }> => {
  const answers = await inParallel(CONCURRENT, nodes, (node) => readKubelet(transport, node, signal));
  const silent = answers.filter((answer) => typeof answer === 'string');
  const found = answers.flatMap((answer) => (typeof answer === 'string' ? [] : [{ resource: answer }]));
  if (silent.length === 0) return { found, unread: [] };
  const reason = `${silent.length} of ${nodes.length} kubelets could not be read: ${atMost(MOST_NAMED, silent).join('; ')}`;
  return { found, unread: [{ kind: KUBELET_CONFIGURATION, reason }] };
};
