import { field, text } from '../core/resource.ts';
import type { Container, PodSpec } from '../core/workload.ts';
import { commandOf } from './said.ts';

/** Programs that work for other users than root only by setuid, setgid or file capabilities. */
const PROGRAMS = new Set(
  'sudo su ping ping6 traceroute6 passwd chsh chfn newgrp mount umount fusermount fusermount3 newuidmap newgidmap pkexec crontab postdrop doas'.split(
    ' ',
  ),
);

/** Images whose own start relies on such programs; matched against the image's name without registry and tag. */
const IMAGES: readonly (readonly [RegExp, string])[] = [
  [/(^|\/)ingress-nginx\/controller|nginx-ingress-controller/, 'binds ports 80 and 443 by a file capability'],
  [/(^|\/)code-server$/, 'uses sudo'],
  [/(^|\/)jupyter\/|-notebook$/, 'uses sudo'],
  [/(^|\/)(buildah|podman)(\/|$)/, 'uses newuidmap'],
  [/(^|\/)(postfix|exim4?|docker-mailserver)$/, 'delivers mail by setgid programs'],
];

const words = (container: Container): readonly string[] =>
  commandOf(container)
    .flatMap((part) => part.split(/[\s;&|()'"`$<>=]+/))
    .map((word) => word.slice(word.lastIndexOf('/') + 1));

const runsAsOther = (container: Container, spec: PodSpec): boolean => {
  const user = field(container, 'securityContext', 'runAsUser') ?? field(spec, 'securityContext', 'runAsUser');
  const nonRoot = field(container, 'securityContext', 'runAsNonRoot') ?? field(spec, 'securityContext', 'runAsNonRoot');
  return typeof user === 'number' ? user > 0 : nonRoot === true;
};

/**
 * What in a container shows that it needs to gain privileges, as the end of a sentence about it; undefined if nothing
 * does. Capabilities that are added for a user other than root reach it only through file capabilities.
 */
export const setuidHint = (container: Container, spec: PodSpec): string | undefined => {
  const program = words(container).find((word) => PROGRAMS.has(word));
  if (program !== undefined) return `runs ${program}, which works by setuid or a file capability`;
  const image = (text(container['image']) ?? '').replace(/@.*$/s, '').replace(/:[^:/]*$/, '');
  if (/-?rootless$/.test((text(container['image']) ?? '').replace(/@.*$/s, ''))) return 'has a rootless image, which uses newuidmap';
  const known = IMAGES.find(([pattern]) => pattern.test(image));
  if (known) return `has the image ${image}, which ${known[1]}`;
  const added = field(container, 'securityContext', 'capabilities', 'add');
  if (Array.isArray(added) && added.length > 0 && runsAsOther(container, spec))
    return `adds ${added.map(String).join(', ')} for a user other than root, which takes effect only through file capabilities`;
  return undefined;
};
