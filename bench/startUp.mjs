// From the start of the program to the first thing that can be seen, against starting Node and doing nothing.
import { BIN, cleanEnv, scratch } from './measure.mjs';
import { openTerminal } from './terminal.mjs';

const firstFrame = async (env) => {
  const begin = performance.now();
  const terminal = openTerminal([BIN, 'demo'], env);
  const at = await terminal.until((screen) => screen.trim() !== '');
  terminal.write('q'); // Node writes the compile cache when a program ends by itself
  await terminal.ended;
  return at - begin;
};

const nothing = async (env) => {
  const begin = performance.now();
  await openTerminal(['-e', '0'], env).ended;
  return performance.now() - begin;
};

export const startUp = async (times) => {
  const env = cleanEnv(scratch());
  await firstFrame(env); // the first start on a machine fills the compile cache
  const [ours, floor] = [[], []];
  for (let i = 0; i < times * 3; i++) {
    floor.push(await nothing(env));
    ours.push(await firstFrame(env));
  }
  return [{ name: 'start to first frame', ours: Math.min(...ours), floor: Math.min(...floor), unit: 'ms', limit: 4 }];
};
