// npm run bench [-- NAME…]: prints what kubeharden costs beside the least that the same work can cost on the same machine, in ratios.
import { existsSync } from 'node:fs';
import { applyLabels } from './applyLabels.mjs';
import { catalogue } from './catalogue.mjs';
import { keyToFrame } from './keyToFrame.mjs';
import { BIN } from './measure.mjs';
import { scanCluster } from './scanCluster.mjs';
import { scanFiles } from './scanFiles.mjs';
import { startUp } from './startUp.mjs';

const BENCHES = { scanCluster, scanFiles, startUp, keyToFrame, catalogue, applyLabels };
const TIMES = Number(process.env.BENCH_TIMES ?? 5);

const number = (value, unit) =>
  value === undefined ? '' : `${value >= 100 ? value.toFixed(0) : value >= 1 ? value.toFixed(1) : value.toPrecision(2)} ${unit}`;

const row = ({ name, ours, floor, unit, limit, absolute, note = '' }) => {
  const value = absolute ? ours : ours / floor;
  const against = absolute ? `${limit} ${unit}` : `${limit}x`;
  return [
    name,
    number(ours, unit),
    number(floor, unit),
    absolute ? '' : `${value.toFixed(2)}x`,
    against,
    value <= limit ? 'ok' : 'over',
    note,
  ];
};

const print = (rows) => {
  const all = [['bench', 'ours', 'floor', 'ratio', 'limit', '', ''], ...rows];
  const widths = all[0].map((_, i) => Math.max(...all.map((cells) => cells[i].length)));
  for (const cells of all)
    console.log(
      cells
        .map((cell, i) => (i === 0 ? cell.padEnd(widths[i]) : i < 5 ? cell.padStart(widths[i]) : cell.padEnd(widths[i])))
        .join('  ')
        .trimEnd(),
    );
};

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !(name in BENCHES));
if (unknown.length > 0) {
  console.error(`There is no bench ${unknown.join(', ')}; there are ${Object.keys(BENCHES).join(', ')}.`);
  process.exit(2);
}
if (!existsSync(BIN)) {
  console.error('The program is not built; run `npm run build` first.');
  process.exit(2);
}

const rows = [];
let failed = false;
for (const name of wanted.length > 0 ? wanted : Object.keys(BENCHES)) {
  process.stderr.write(`${name} …\n`);
  try {
    rows.push(...(await BENCHES[name](TIMES)).map(row));
  } catch (error) {
    failed = true;
    console.error(`${name} could not be measured: ${error.message}`);
  }
}
print(rows);
process.exit(failed ? 1 : 0);
