// What reading manifests costs at the least: each file below BENCH_FOLDER is read and parsed with js-yaml.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { loadAll } from 'js-yaml';

const folder = process.env.BENCH_FOLDER;
let objects = 0;
for (const name of readdirSync(folder)) objects += loadAll(readFileSync(path.join(folder, name), 'utf8')).length;
console.log(objects);
