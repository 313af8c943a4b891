// A scan of 20,000 pods over TLS against fetching the same pages and parsing them.
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { startServer } from './apiServer.mjs';
import { BIN, cleanEnv, compare, processorNote, run, scratch } from './measure.mjs';

const WORKLOADS = 2_000;

/** The paths that were asked for, list by list, in the order of their pages. */
const listsOf = (asked) => {
  const lists = Map.groupBy(asked, (url) => url.split('?')[0]);
  const from = (url) => Number(new URL(url, 'https://localhost').searchParams.get('continue') ?? 0);
  return [...lists.values()].map((pages) => [...new Set(pages)].sort((a, b) => from(a) - from(b)));
};

export const scanCluster = async (times) => {
  const folder = scratch();
  const server = await startServer(folder, String(WORKLOADS));
  try {
    const env = cleanEnv(folder, { KUBECONFIG: server.kubeconfig, NODE_EXTRA_CA_CERTS: '' });
    const scan = () => run([BIN, 'scan', '-o', 'json'], env);
    await server.forget();
    const first = await scan();
    const lists = path.join(folder, 'lists.json');
    writeFileSync(lists, JSON.stringify(listsOf(await server.asked())));
    const floor = () =>
      run([path.join(import.meta.dirname, 'floor.mjs')], cleanEnv(folder, { BENCH_SERVER: server.url, BENCH_LISTS: lists }));
    const objects = Number((await floor()).stdout);
    const served = server.sizes.reduce((sum, [, count]) => sum + count, 0);
    const { findings } = JSON.parse(first.stdout);
    const pods = server.sizes.find(([of]) => of === '/api/v1/pods');
    const note = `${pods[1]} pods of ${(pods[2] / pods[1] / 1024).toFixed(1)} KiB; ${objects} of ${served} objects read, ${findings.length} findings`;
    const result = await compare(times, scan, floor);
    const { ours, floor: least } = result;
    return [
      { name: 'scan 20,000 pods: time', ours: ours.ms, floor: least.ms, unit: 'ms', limit: 1.5, note: `${note}; ${processorNote(result)}` },
      { name: 'scan 20,000 pods: peak memory', ours: ours.mib, floor: least.mib, unit: 'MiB', limit: 1.7 },
    ];
  } finally {
    server.stop();
  }
};
