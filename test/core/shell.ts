import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Names that a shell would take for more than a name. */
export const HOSTILE = [
  'a b',
  ';$(touch x)',
  "it's",
  '"',
  '`touch x`',
  "';touch x;'",
  '-n',
  '~',
  '*',
  "\x1b[';touch x;'m",
  '\u009b$(touch x)',
];

/** The words that each program of a command was given when a real shell ran it; throws where anything but that came of it. */
export const ranBy = (command: string, ...programs: readonly string[]): readonly (readonly string[])[] => {
  const folder = mkdtempSync(join(tmpdir(), 'kubeharden-shell-'));
  try {
    for (const program of programs) {
      writeFileSync(join(folder, program), `#!/bin/sh\nprintf '%s\\0' "$@" '' >> "$TOLD"\nprintf '\\0' >> "$TOLD"\n`);
      chmodSync(join(folder, program), 0o755);
    }
    const told = join(folder, 'told');
    execFileSync('/bin/sh', ['-c', command], { cwd: folder, env: { PATH: `${folder}:/usr/bin:/bin`, TOLD: told } });
    const others = readdirSync(folder).filter((name) => name !== 'told' && !programs.includes(name));
    if (others.length > 0) throw new Error(`${command} made ${others.join(', ')}`);
    return readFileSync(told, 'utf8')
      .split('\0\0\0')
      .filter((call) => call !== '')
      .map((call) => call.split('\0'));
  } finally {
    rmSync(folder, { recursive: true });
  }
};
