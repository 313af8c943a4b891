import { isAbsolute, join } from 'node:path';
import { usage } from '../app/errors.ts';
import { ioCode, reasonOf } from '../app/ioReason.ts';
import { NO_CONFIG, parseConfig, type Config } from './config.ts';

type Env = Readonly<Record<string, string | undefined>>;

/** `$XDG_CONFIG_HOME/kubeharden/config.yaml`, else below `~/.config`. A relative path counts as unset, as the XDG specification says. */
export const configPath = (env: Env): string | undefined => {
  const absolute = (path: string | undefined): string | undefined => (path !== undefined && isAbsolute(path) ? path : undefined);
  const home = absolute(env['HOME'] ?? env['USERPROFILE']);
  const folder = absolute(env['XDG_CONFIG_HOME']) ?? (home === undefined ? undefined : join(home, '.config'));
  return folder === undefined ? undefined : join(folder, 'kubeharden', 'config.yaml');
};

/** The file that is named, or else the usual one, which need not be there. Throws a usage Failure. */
export const readConfig = async (named: string | undefined, env: Env): Promise<Config> => {
  const file = named ?? configPath(env);
  if (file === undefined) return NO_CONFIG;
  const { readFile } = process.getBuiltinModule('node:fs/promises'); // as an import it costs every start
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if (named === undefined && ['ENOENT', 'ENOTDIR'].includes(ioCode(error) ?? '')) return NO_CONFIG;
    throw usage(`${file} could not be read: ${reasonOf(error)}.`, 'Name another file with --config, or leave it away.');
  }
  return parseConfig(text, file);
};
