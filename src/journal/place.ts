import { isAbsolute, join } from 'node:path';
import { EXIT, Failure } from '../app/errors.ts';
import type { TargetInfo } from '../app/target.ts';

export interface Place {
  /** `…/kubeharden`, common to all targets. */
  readonly root: string;
  /** This target's. */
  readonly folder: string;
}

/** `$XDG_STATE_HOME/kubeharden/<id>`, else below `~/.local/state`; undefined without a home. A relative path counts as unset, as the XDG specification says. */
export const placeOf = (info: TargetInfo, env: NodeJS.ProcessEnv): Place | undefined => {
  if (!/^[a-z0-9-]+$/.test(info.id)) throw new Error(`target id ${JSON.stringify(info.id)} cannot name a folder`);
  const absolute = (path: string | undefined): string | undefined => (path !== undefined && isAbsolute(path) ? path : undefined);
  const home = absolute(env['HOME'] ?? env['USERPROFILE']);
  const state = absolute(env['XDG_STATE_HOME']) ?? (home === undefined ? undefined : join(home, '.local', 'state'));
  if (state === undefined) return undefined;
  const root = join(state, 'kubeharden');
  return { root, folder: join(root, info.id) };
};

export const noPlace = (): Failure =>
  new Failure(EXIT.usage, 'There is no place for rollback records: neither XDG_STATE_HOME nor HOME is set. Nothing was sent.', [
    'Set HOME, or XDG_STATE_HOME to a folder that outlives this session.',
  ]);
