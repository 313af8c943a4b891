import { EXIT, Failure } from '../app/errors.ts';
import { printable } from '../core/printable.ts';
import { messageOf, type Answer } from './status.ts';

const codesOf = (error: unknown): readonly string[] => {
  const codes: string[] = [];
  for (let at = error; at instanceof Error; at = at.cause) {
    codes.push((at as NodeJS.ErrnoException).code ?? at.name);
    if (at instanceof AggregateError) codes.push(...at.errors.flatMap(codesOf));
  }
  return codes;
};

const NOT_CONNECTED = ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'EADDRNOTAVAIL', 'UND_ERR_CONNECT_TIMEOUT'];
const CUT = [
  'ECONNRESET',
  'EPIPE',
  'UND_ERR_SOCKET',
  'UND_ERR_HEADERS_TIMEOUT',
  'UND_ERR_BODY_TIMEOUT',
  'ETIMEDOUT',
  'UND_ERR_REQ_CONTENT_LENGTH_MISMATCH',
  'UND_ERR_RES_CONTENT_LENGTH_MISMATCH',
  'HPE_INVALID_EOF_STATE',
];
const NOT_TRUSTED = /CERT|ISSUER|ERR_TLS|SELF_SIGNED|UNABLE_TO_VERIFY|^ERR_SSL|EPROTO/;

/** Not one byte of the request got through. */
export const neverSent = (error: unknown): boolean => codesOf(error).some((code) => NOT_CONNECTED.includes(code) || NOT_TRUSTED.test(code));

/** A connection that was cut or that fell silent: the same read may well succeed. */
export const isCut = (error: unknown): boolean => codesOf(error).some((code) => CUT.includes(code));

const because = (error: unknown): string => {
  const inner = error instanceof AggregateError ? (error.errors[0] as unknown) : error;
  return printable(inner instanceof Error ? inner.message || inner.name : String(inner));
};

/** Why a server could not be talked to, and what to do. */
export const networkFailure = (error: unknown, server: string): Failure => {
  const codes = codesOf(error);
  const another = 'Choose another context with `--context NAME`.';
  if (codes.some((code) => NOT_TRUSTED.test(code)))
    return new Failure(
      EXIT.cluster,
      `The certificate of ${server} is not trusted: ${because(error)}`,
      [
        'Put the CA of the cluster into its `certificate-authority-data` in the kubeconfig.',
        'If the name is what differs, set `tls-server-name` there.',
      ],
      { cause: error },
    );
  if (codes.some((code) => NOT_CONNECTED.includes(code)))
    return new Failure(
      EXIT.cluster,
      `${server} cannot be reached: ${because(error)}`,
      ['Check the network, the VPN and the proxy, then try again.', another],
      {
        cause: error,
      },
    );
  const what =
    codes.includes('UND_ERR_HEADERS_TIMEOUT') || codes.includes('UND_ERR_BODY_TIMEOUT') ? 'does not answer in time' : 'cut the connection';
  return new Failure(
    EXIT.cluster,
    `${server} ${what}: ${because(error)}`,
    ['Try again, with a longer `--request-timeout` where the cluster is slow.', another],
    {
      cause: error,
    },
  );
};

export const unauthorized = (server: string, login: readonly string[]): Failure =>
  new Failure(EXIT.cluster, `${server} does not accept the credentials: they are wrong or have expired.`, login);

export const noApi = (server: string, answer: Answer): Failure =>
  new Failure(EXIT.cluster, `${server} does not answer as a Kubernetes API: ${messageOf(answer)}`, [
    'Check `server` in the kubeconfig; a login page or a proxy may stand before the cluster.',
  ]);

/** An answer that should have been a success. */
export const unexpected = (what: string, answer: Answer): Failure =>
  new Failure(
    EXIT.cluster,
    `${what}: ${messageOf(answer)}`,
    answer.status === 403 ? ['Ask for the right, or scan with `-n NAMESPACE` where you have it.'] : [],
  );
