// What reading costs at the least: the same pages of the same lists, fetched over pooled connections with one page ahead, and parsed.
// BENCH_SERVER, BENCH_LISTS: a JSON list of lists of paths, one for each kind.
import { readFileSync } from 'node:fs';
import { Agent, request } from 'undici';

const server = process.env.BENCH_SERVER;
const ca = readFileSync(new URL('tls/cert.pem', import.meta.url));
const dispatcher = new Agent({ connections: 8, pipelining: 1, allowH2: false, connect: { ca } });
const get = async (path) => (await request(server + path, { dispatcher })).body.text();

let objects = 0;
const readList = async (paths) => {
  let next = get(paths[0]);
  for (let i = 0; i < paths.length; i++) {
    const text = await next;
    if (i + 1 < paths.length) next = get(paths[i + 1]);
    objects += JSON.parse(text).items.length;
  }
};

const queue = JSON.parse(readFileSync(process.env.BENCH_LISTS, 'utf8'));
await Promise.all(
  Array.from({ length: 8 }, async () => {
    for (let paths = queue.shift(); paths; paths = queue.shift()) await readList(paths);
  }),
);
await dispatcher.close();
console.log(objects);
