import type { Expectation } from './expectations.ts';
import { listOf, valueOf } from './flags.ts';

/** CIS Kubernetes Benchmark 1.12, 1.2.29 and 4.2.12. */
const STRONG = new Set([
  'TLS_AES_128_GCM_SHA256',
  'TLS_AES_256_GCM_SHA384',
  'TLS_CHACHA20_POLY1305_SHA256',
  'TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256',
  'TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384',
  'TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305',
  'TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256',
  'TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256',
  'TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384',
  'TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305',
  'TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256',
]);

/** What of a list of cipher suites is weak. Without a list, Go's own choice is strong enough. */
export const weakCiphers = (suites: readonly string[]): readonly string[] => suites.filter((suite) => !STRONG.has(suite));

export const strongCiphers = (flag: string): Expectation => ({
  flag,
  wrong: ({ flags }) => {
    const weak = weakCiphers(listOf(flags, flag) ?? []);
    return weak.length === 0 ? undefined : `takes ${weak.join(', ')}`;
  },
  mended: (given) => {
    const strong = (given ?? '').split(',').filter((suite) => STRONG.has(suite));
    return strong.length === 0 ? undefined : strong.join(',');
  },
});

const isOld = (version: string): boolean => /^VersionTLS1[01]$/.test(version);

export const strongTls = (flag: string): Expectation => ({
  flag,
  wrong: ({ flags }) => (isOld(valueOf(flags, flag) ?? '') ? `is ${valueOf(flags, flag)}` : undefined),
  mended: () => 'VersionTLS12',
});

/** A list of URLs, none of which is plain http. */
export const encrypted = (flag: string): Expectation => ({
  flag,
  wrong: ({ flags }) => {
    const plain = (listOf(flags, flag) ?? []).filter((url) => url.startsWith('http://'));
    return plain.length === 0 ? undefined : `is not encrypted: ${plain.join(', ')}`;
  },
  mended: (given) => (given ?? '').replaceAll('http://', 'https://'),
});
