// Draws what a person sees: plays the courses in a terminal and writes each picture's real frame as an SVG to docs/pictures/, and docs/screens.md with them all.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { COURSES } from './pictures/courses.mjs';
import { openProgram } from './pictures/program.mjs';
import { svgOf } from './pictures/svg.mjs';

const root = path.dirname(import.meta.dirname);
const folder = path.join(root, 'docs/pictures');
const WIDE = [100, 30];

const KUBECONFIG = {
  apiVersion: 'v1',
  kind: 'Config',
  clusters: ['prod-eu', 'staging'].map((name) => ({ name, cluster: { server: `https://${name}.invalid:6443` } })),
  users: [{ name: 'admin', user: { token: 'none' } }],
  contexts: ['prod-eu', 'staging'].map((name) => ({ name, context: { cluster: name, user: 'admin' } })),
  'current-context': 'prod-eu',
};

const take = (pictures, program, { name, title, sentence }) =>
  pictures.set(name, { title, sentence, svg: svgOf(program.term, `${title}: ${sentence}`) });

const play = async ({ args: [file, ...rest], first, steps }, env, pictures) => {
  const program = openProgram([path.join(root, file), ...rest], { cwd: env.HOME, env, size: WIDE });
  if (first) program.whenever(first.at, () => take(pictures, program, first.picture));
  try {
    for (const { press, shows, size, signal, picture } of steps) {
      if (size) program.resize(...size);
      if (signal) program.signal(signal);
      await program.quiet(50);
      program.type(press);
      await program.until(shows);
      if (!picture) continue;
      if (!/rolling/.test(String(shows))) await program.quiet();
      take(pictures, program, picture);
    }
  } finally {
    program.end();
  }
};

const page = (pictures) => `# Screens

Drawn from real frames of the program by \`npm run picture\`, on the demo; [keys.md](keys.md) has all keys.
${[...pictures].map(([name, { title, sentence }]) => `\n## ${title}\n\n${sentence}\n\n![${title}](pictures/${name}.svg)\n`).join('')}`;

const wanted = process.argv.slice(2);
const pictures = new Map();
for (const course of COURSES) {
  if (wanted.length > 0 && !course.steps.some(({ picture }) => wanted.includes(picture?.name))) continue;
  const home = mkdtempSync(path.join(tmpdir(), 'kubeharden-picture-'));
  const kubeconfig = path.join(home, 'kubeconfig');
  writeFileSync(kubeconfig, JSON.stringify(KUBECONFIG));
  const env = {
    PATH: process.env.PATH,
    HOME: home,
    XDG_STATE_HOME: home,
    KUBECONFIG: kubeconfig,
    TERM: 'xterm-256color',
    COLORTERM: 'truecolor',
  };
  try {
    await play(course, env, pictures);
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}
if (wanted.length === 0) rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
for (const [name, { svg }] of pictures) writeFileSync(path.join(folder, `${name}.svg`), svg);
if (wanted.length === 0) writeFileSync(path.join(root, 'docs/screens.md'), page(pictures));
console.log(`${pictures.size} pictures in docs/pictures`);
process.exit(0);
