import { EXIT, Failure } from '../app/errors.ts';
import { printable } from '../core/printable.ts';
import { messageOf, type Answer } from './status.ts';

/** An error, its causes and its parts; a Failure has been explained, whatever its cause. */
const allOf = (error: unknown): readonly NodeJS.ErrnoException[] => {
  if (!(error instanceof Error) || error instanceof Failure) return [];
  return [error, ...(error instanceof AggregateError ? error.errors.flatMap(allOf) : []), ...allOf(error.cause)];
};

const codesOf = (error: unknown): readonly string[] => allOf(error).flatMap(({ name, code = '' }) => [name, code]);

const NOT_CONNECTED = ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'EADDRNOTAVAIL', 'UND_ERR_CONNECT_TIMEOUT'];
const CUT = ['ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'UND_ERR_SOCKET', 'UND_ERR_RES_CONTENT_LENGTH_MISMATCH'];
const SILENT = ['UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT'];
const NOT_TRUSTED = /CERT|ISSUER|SELF_SIGNED|UNABLE_TO_VERIFY|ERR_TLS/;
/** The server's word about the client's certificate. */
const NO_CLIENT = /^ERR_SSL_.*ALERT.*(CERT|UNKNOWN_CA)/;
const NO_TLS = /^EPROTO$|^ERR_SSL/;
/** What sockets, TLS, HTTP parsing and decompression throw; `UND_ERR_INVALID_ARG` and the like would be ours. */
const NETWORK = /^(E[A-Z]+|HTTPParserError|Z_\w+|UND_ERR_(?!INVALID|NOT_SUPPORTED)\w+)$/;

/** What proxies answer; undici gives most of it codes that stand for much else. */
const PROXY = /^Proxy (response|Authentication Required)|^Username (and|or) password|^SOCKS5/i;
/** What Node says where a load balancer without a backend takes the connection and closes it. */
const BEFORE_TLS = /^Client network socket disconnected before secure TLS connection/;

const some = (error: unknown, test: (code: string) => boolean): boolean => codesOf(error).some(test);

const isTls = (code: string): boolean => NOT_TRUSTED.test(code) || NO_TLS.test(code);

const isOfProxy = (error: unknown): boolean => allOf(error).some(({ message }) => PROXY.test(message));

/** The world's fault, not ours. */
export const isNetwork = (error: unknown): boolean => isOfProxy(error) || some(error, (code) => NETWORK.test(code) || isTls(code));

/** The connection itself failed, whatever the code: nothing can have been sent. */
const isConnect = (error: unknown): boolean =>
  allOf(error).some(({ syscall, message }) => syscall === 'connect' || BEFORE_TLS.test(message));

/** A connection that stood ends in the same errors as one that never stands, once the way to the server is lost. */
const hasStood = (error: unknown): boolean => allOf(error).some(({ syscall = '' }) => /^(read|write)/.test(syscall));

/** Not one byte of the request got through: no connection, or a certificate that was refused before anything else. */
export const neverSent = (error: unknown): boolean =>
  isOfProxy(error) ||
  isConnect(error) ||
  (!hasStood(error) && some(error, (code) => NOT_CONNECTED.includes(code) || (NOT_TRUSTED.test(code) && !NO_TLS.test(code))));

/** A connection that was cut: the same read may well succeed. */
export const isCut = (error: unknown): boolean => some(error, (code) => CUT.includes(code));

/** What Node adds for those who start it themselves. */
const ADVICE = /;[^;]*\bNode\.js with --[^;]*/;

const because = (error: unknown): string => {
  const inner = error instanceof AggregateError ? (error.errors[0] as unknown) : error;
  const said = printable(inner instanceof Error ? inner.message || inner.name : String(inner));
  return said.replace(ADVICE, '');
};

const ANOTHER = 'Choose another context with `--context NAME`.';

/** What went wrong in three words, and what to do. */
const explained = (error: unknown): readonly [what: string, ...next: string[]] => {
  if (isOfProxy(error))
    return [
      'is not reached through the proxy',
      'Check `proxy-url` in the kubeconfig or HTTPS_PROXY, with the user and the password in it; NO_PROXY names what needs none.',
      ANOTHER,
    ];
  if (some(error, (code) => NO_CLIENT.test(code)))
    return ['does not accept the client certificate', 'Renew it in the kubeconfig as your provider says.', ANOTHER];
  if (some(error, (code) => NOT_TRUSTED.test(code)))
    return [
      'has a certificate that is not trusted',
      'Put the CA of the cluster into its `certificate-authority-data` in the kubeconfig.',
      'If only the name differs, set `tls-server-name` there.',
    ];
  if (some(error, (code) => NO_TLS.test(code)))
    return ['does not agree on TLS', 'Check the scheme and port of `server`, and the proxy.', ANOTHER];
  if (some(error, (code) => code === 'HTTPParserError'))
    return ['does not speak HTTP', 'Check the port of `server` in the kubeconfig.', ANOTHER];
  if (some(error, (code) => code === 'UND_ERR_CONNECT_TIMEOUT'))
    return [
      'cannot be reached in time',
      'Check the network, the VPN and the proxy, or try again with a longer `--request-timeout`.',
      ANOTHER,
    ];
  if (some(error, (code) => NOT_CONNECTED.includes(code)))
    return ['cannot be reached', 'Check the network, the VPN and the proxy, then try again.', ANOTHER];
  if (some(error, (code) => SILENT.includes(code)))
    return ['does not answer in time', 'Try again with a longer `--request-timeout`.', ANOTHER];
  return ['cut the connection', 'Try again.', ANOTHER];
};

/** Why a server could not be talked to, and what to do. */
export const networkFailure = (error: unknown, server: string): Failure => {
  const [what, ...next] = explained(error);
  return new Failure(EXIT.cluster, `${server} ${what}: ${because(error)}`, next, { cause: error });
};

export const unauthorized = (server: string, login: readonly string[]): Failure =>
  new Failure(EXIT.cluster, `${server} does not accept the credentials: they are wrong or have expired.`, login);

export const noApi = (server: string, answer: Answer): Failure =>
  new Failure(EXIT.cluster, `${server} does not answer as a Kubernetes API: ${answer.isHtml ? 'it sent a web page' : messageOf(answer)}`, [
    'Check `server` in the kubeconfig; a login page or a proxy may stand before the cluster.',
  ]);

const nextAfter = (status: number): string => {
  if (status === 403) return 'Ask for the right, or scan with `-n NAMESPACE` where you have it.';
  if (status === 429) return 'The server has too much to do: try again in some minutes.';
  if (status >= 500) return 'Try again in some minutes; `kubectl get --raw "/readyz?verbose"` may tell what is wrong with the server.';
  return 'Check `server` in the kubeconfig, with its path: something else than a Kubernetes API may answer there.';
};

/** An answer that should have been a success. */
export const unexpected = (what: string, answer: Answer): Failure => {
  const status = answer.snippet === undefined ? '' : ` (HTTP status ${answer.status})`;
  return new Failure(EXIT.cluster, `${what}: ${messageOf(answer)}${status}`, [nextAfter(answer.status)]);
};
