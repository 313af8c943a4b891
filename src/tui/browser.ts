import { spawn } from 'node:child_process';

type Env = Readonly<Record<string, string | undefined>>;

const isSet = (value: string | undefined): boolean => (value ?? '') !== '';

/** What opens an address for a person who sits in front of this machine's display; undefined where nobody would see it. */
export const openerOf = (env: Env, platform: NodeJS.Platform): string | undefined => {
  if (platform === 'darwin') return isSet(env['SSH_CONNECTION']) ? undefined : 'open';
  if (platform === 'win32') return undefined;
  return isSet(env['DISPLAY']) || isSet(env['WAYLAND_DISPLAY']) ? 'xdg-open' : undefined;
};

/** Whether it could be handed over; what becomes of it there is not waited for. Only web addresses are. */
export const openWith = (opener: string | undefined, url: string): Promise<boolean> => {
  if (opener === undefined || !/^https?:\/\//.test(url)) return Promise.resolve(false);
  return new Promise((resolve) => {
    const started = spawn(opener, [url], { detached: true, stdio: 'ignore' });
    started.on('error', () => resolve(false));
    started.on('spawn', () => {
      started.unref();
      resolve(true);
    });
  });
};
