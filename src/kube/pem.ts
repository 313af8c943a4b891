import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createSecureContext } from 'node:tls';

type Body = Readonly<Record<string, unknown>>;

/** Makes of what is wrong, as the rest of a sentence, what is thrown. */
type Complain = (why: string) => Error;

const textIn = (body: Body, name: string, complain: Complain): string => {
  const value = body[name] ?? '';
  if (typeof value !== 'string') throw complain(`\`${name}\` is no text`);
  return value;
};

const decoded = (base64: string): string | undefined =>
  /^[A-Za-z0-9+/]*={0,2}$/.test(base64.replace(/\s+/g, '')) ? Buffer.from(base64, 'base64').toString('utf8') : undefined;

/** What an entry of a kubeconfig holds as `NAME-data`, else in the file NAME, as kubectl reads it; undefined where it has neither. */
export const pemIn = (body: Body, name: string, complain: Complain): string | undefined => {
  const [data, file] = [textIn(body, `${name}-data`, complain), textIn(body, name, complain)];
  if (data !== '') {
    const pem = decoded(data);
    if (pem === undefined) throw complain(`\`${name}-data\` is not base64`);
    return pem;
  }
  if (file === '') return undefined;
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw complain(`${file} cannot be read (${(error as NodeJS.ErrnoException).code ?? String(error)})`);
  }
};

const CERTIFICATE = /-----BEGIN CERTIFICATE-----[^]*?-----END CERTIFICATE-----/g;

const succeeds = (attempt: () => unknown): boolean => {
  try {
    attempt();
    return true;
  } catch {
    return false;
  }
};

/** As kubectl: one that can be read is enough. OpenSSL would take a CA without any and then trust nobody. */
export const holdsCertificate = (pem: string): boolean =>
  (pem.match(CERTIFICATE) ?? []).some((certificate) => succeeds(() => new X509Certificate(certificate)));

const codeOf = (attempt: () => unknown): string | undefined => {
  try {
    attempt();
    return undefined;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? (error as Error).message;
  }
};

/** Why a client certificate and its key cannot be used, as a sentence without its end; undefined where they can. */
export const whyUnusable = (cert: string, key: string): string | undefined => {
  if (!holdsCertificate(cert)) return 'it holds no certificate in PEM';
  const ofKey = codeOf(() => createPrivateKey(key));
  if (ofKey === 'ERR_MISSING_PASSPHRASE') return 'its key is encrypted, and a kubeconfig has no place for the passphrase';
  if (ofKey !== undefined) return 'its key is no private key in PEM';
  const ofBoth = codeOf(() => createSecureContext({ cert, key, ca: cert }));
  if (ofBoth === 'ERR_OSSL_X509_KEY_VALUES_MISMATCH') return 'its key belongs to another certificate';
  return ofBoth && `OpenSSL refuses it (${ofBoth})`;
};
