import { parentPort, workerData } from 'node:worker_threads';
import { knownOf, type Known } from './known.ts';
import { STDIN } from './listing.ts';
import { readContent } from './readText.ts';
import { take, type Said, type Shared } from './sharing.ts';

// Runs in a thread of its own: reads from the last file towards the first, until it meets the thread that started it.
const FILES_PER_MESSAGE = 25;

const shared = workerData as Shared;
const say = (said: Said): void => parentPort?.postMessage(said);

let found = new Map<number, Known>();
for (let at = shared.files.length - 1; at >= 0 && take(shared, at); at--) {
  const listed = shared.files[at];
  if (!listed || listed.path === STDIN) continue;
  found.set(
    at,
    knownOf(listed, () => readContent(listed.path)),
  );
  if (found.size < FILES_PER_MESSAGE) continue;
  say(found);
  found = new Map();
}
say(found);
say(null);
