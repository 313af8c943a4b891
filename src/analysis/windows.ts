import { field, text } from '../core/resource.ts';
import type { Container, PodSpec } from '../core/workload.ts';

/** Whether the API server knows that these pods run on Windows, and then refuses what only Linux has. */
export const isWindowsPod = (spec: PodSpec): boolean => field(spec, 'os', 'name') === 'windows';

const ADMINISTRATOR = 'containeradministrator';

/** The user that a container is told to run as there; undefined where its image decides. */
export const windowsUserOf = (container: Container, spec: PodSpec): string | undefined => {
  const named = ['securityContext', 'windowsOptions', 'runAsUserName'];
  return text(field(container, ...named)) ?? text(field(spec, ...named));
};

/** Whether this is the one user that the kubelet does not start with `runAsNonRoot`, however it is written. */
export const isAdministrator = (user: string | undefined): boolean => user?.toLowerCase() === ADMINISTRATOR;
