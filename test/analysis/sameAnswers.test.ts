import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { credentialIn, credentialLines } from '../../src/analysis/credentials.ts';
import { kubectlProxyIn } from '../../src/analysis/kubectlProxy.ts';

/** Short texts of the pieces that these expressions look for. */
const textOf = (...pieces: readonly string[]): fc.Arbitrary<string> =>
  fc.array(fc.constantFrom(...pieces), { maxLength: 12 }).map((parts) => parts.join(''));

const holds = (texts: fc.Arbitrary<string>, same: (text: string) => void): void =>
  fc.assert(
    fc.property(texts, (text) => void same(text)),
    { numRuns: 2000 },
  );

describe('expressions that look at each character once answer as the plain ones would', () => {
  it('about private keys', () =>
    holds(textOf('-', '---', 'BEGIN ', 'RSA ', 'PRIVATE KEY', 'x'), (text) =>
      expect(credentialIn('A', text) === 'a private key').toBe(/-{3,}BEGIN ([A-Z0-9]+ )*PRIVATE KEY-{3}/.test(text)),
    ));

  it('about JSON web tokens', () =>
    holds(textOf('eyJ', 'abcdefgh', '.', '-', ' ', 'eyJabcdefgh.'), (text) =>
      expect(credentialIn('A', text) === 'a JSON web token').toBe(/\beyJ[\w-]{8,}\.eyJ[\w-]{8,}\.[\w-]{8,}/.test(text)),
    ));

  it('about settings and their comments', () => {
    const plain = (line: string): boolean => {
      const [, name = '', right = ''] = /^\s*([A-Za-z][\w.-]*)\s*[=:]\s*(.*?)\s*$/.exec(line) ?? [];
      const value = right.replace(/\s+[#;].*$/, '').replace(/[,;]$/, '');
      return name.endsWith('token') && value !== '' && !/\s/.test(value);
    };
    holds(textOf(' ', '  ', 'token', '=', '\t', '#', ';', 'hunter'), (line) =>
      expect(credentialLines('a.properties', line).length > 0).toBe(plain(line)),
    );
  });

  it('about the words of a script', () => {
    const bare = (word: string): string => word.replace(/^["'(]+|["']+$|(?<!\([^)]*)\)+$/g, '');
    holds(textOf('(', ')', '"', "'", 'a', '1'), (word) =>
      expect(kubectlProxyIn({ name: 'main', args: ['sh', `; kubectl proxy --port=8${word}`] })?.port).toBe(
        bare(`--port=8${word}`).slice(7),
      ),
    );
  });
});
