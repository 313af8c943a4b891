/**
 * An image reference as it is written, by the grammar of the OCI distribution's `reference` package, which the kubelet
 * and the container runtimes use: `[domain/]path[:tag][@digest]`.
 */
export interface ImageReference {
  /** `ghcr.io`, `localhost:5000`, `[::1]:5000`; undefined where Docker Hub is meant without being named. */
  readonly domain?: string;
  /** As written: `nginx`, `library/nginx`, `acme/web/api`. */
  readonly path: string;
  readonly tag?: string;
  /** `sha256:` and 64 hexadecimal digits. */
  readonly digest?: string;
}

/** What a text means, or in a clause why it means nothing. */
export type Parsed = { readonly image: ImageReference } | { readonly wrong: string };

const DOCKER_HUB = 'docker.io';

const PART = '[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?';
const DOMAIN = new RegExp(`^(?:${PART}(?:\\.${PART})*|\\[[a-fA-F0-9:]+\\])(?::[0-9]+)?$`);
const PATH = /^[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*(?:\/[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*)*$/;
const TAG = /^\w[\w.-]{0,127}$/;
const LONGEST_PATH = 255;

/** Hexadecimal digits of the algorithms that are registered (`go-digest`). */
const DIGITS: Readonly<Record<string, number>> = { sha256: 64, sha384: 96, sha512: 128 };

/** In a clause what is wrong with a digest, or undefined. */
export const wrongDigest = (digest: string): string | undefined => {
  const colon = digest.indexOf(':');
  const [algorithm, encoded] = [digest.slice(0, Math.max(colon, 0)), digest.slice(colon + 1)];
  const digits = Object.hasOwn(DIGITS, algorithm) ? DIGITS[algorithm] : undefined;
  if (digits === undefined) return `its digest is of none of ${Object.keys(DIGITS).join(', ')}`;
  if (!/^[a-f0-9]*$/.test(encoded)) return 'its digest is not all hexadecimal digits in lower case';
  return encoded.length === digits ? undefined : `its digest has ${encoded.length} digits instead of ${digits}`;
};

/** The domain, which is told from a folder of Docker Hub by a dot, a port, an upper-case letter or the name localhost. */
const withoutDomain = (name: string): readonly [domain: string | undefined, path: string] => {
  const slash = name.indexOf('/');
  const first = name.slice(0, Math.max(slash, 0));
  return /[.:A-Z]/.test(first) || first === 'localhost' ? [first, name.slice(slash + 1)] : [undefined, name];
};

const split = (text: string, at: number): readonly [string, string | undefined] =>
  at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)];

const objection = ({ domain, path, tag, digest }: ImageReference): string | undefined => {
  if (domain !== undefined && !DOMAIN.test(domain)) return `"${domain}" is no name of a registry`;
  if (path === '') return 'it names no repository';
  if (path !== path.toLowerCase()) return 'a repository is written in lower case';
  if (!PATH.test(path)) return `"${path}" is no name of a repository`;
  if (path.length > LONGEST_PATH) return `the name of its repository is longer than ${LONGEST_PATH} characters`;
  if (domain === undefined && /^[a-f0-9]{64}$/.test(path)) return 'it is the identifier of an image, which no registry knows';
  if (tag !== undefined && !TAG.test(tag)) return `"${tag}" is no tag`;
  return digest === undefined ? undefined : wrongDigest(digest);
};

export const parseImage = (text: string): Parsed => {
  const [named, digest] = split(text, text.indexOf('@'));
  const [domain, rest] = withoutDomain(named);
  const [path, tag] = split(rest, rest.indexOf(':'));
  const image = {
    ...(domain === undefined ? {} : { domain }),
    path,
    ...(tag === undefined ? {} : { tag }),
    ...(digest === undefined ? {} : { digest }),
  };
  const wrong = objection(image);
  return wrong === undefined ? { image } : { wrong };
};

/** The reference as it was written. */
export const printImage = ({ domain, path, tag, digest }: ImageReference): string =>
  `${domain === undefined ? '' : `${domain}/`}${path}${tag === undefined ? '' : `:${tag}`}${digest === undefined ? '' : `@${digest}`}`;

/** `docker.io` where Docker Hub is meant, in any of the ways to write it. */
export const registryOf = ({ domain = DOCKER_HUB }: ImageReference): string => (domain === 'index.docker.io' ? DOCKER_HUB : domain);

/** Registry and path as a runtime completes them: `docker.io/library/nginx`. */
export const repositoryOf = (image: ImageReference): string => {
  const registry = registryOf(image);
  return `${registry}/${registry === DOCKER_HUB && !image.path.includes('/') ? 'library/' : ''}${image.path}`;
};

/** Whether it means whatever was pushed last: neither a digest nor a tag but latest. */
export const isLatest = ({ tag = 'latest', digest }: ImageReference): boolean => digest === undefined && tag === 'latest';
