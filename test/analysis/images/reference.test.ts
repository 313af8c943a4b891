import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isLatest, parseImage, printImage, registryOf, repositoryOf } from '../../../src/analysis/images/reference.ts';

const HEX = 'a'.repeat(64);

const repository = (text: string): string => {
  const parsed = parseImage(text);
  if ('wrong' in parsed) throw new Error(`${text}: ${parsed.wrong}`);
  return `${repositoryOf(parsed.image)} ${parsed.image.tag ?? '-'} ${parsed.image.digest ?? '-'}`;
};

const text = (alphabet: string, min: number, max: number): fc.Arbitrary<string> =>
  fc.array(fc.constantFrom(...alphabet), { minLength: min, maxLength: max }).map((letters) => letters.join(''));

const LOWER = 'abcxyz019';
const part = text(LOWER, 1, 6);
const path = fc
  .tuple(part, fc.array(fc.tuple(fc.constantFrom('/', '.', '_', '__', '-', '---'), part), { maxLength: 4 }))
  .map(([first, rest]) => first + rest.flat().join(''));
const domain = fc.oneof(
  fc.constantFrom('localhost', 'localhost:5000', 'registry.example', 'Registry.example:443', 'UPPER', '[::1]:5000', 'index.docker.io'),
  fc.tuple(part, part, fc.nat(65535)).map(([a, b, port]) => `${a}.${b}:${port}`),
);
const reference = fc
  .tuple(
    fc.option(domain),
    path,
    fc.option(fc.tuple(text('abcXYZ012_', 1, 1), text('abcXYZ012_.-', 0, 127)).map((parts) => parts.join(''))),
    fc.option(fc.constantFrom(`sha256:${HEX}`, `sha512:${HEX}${HEX}`)),
  )
  .map(([host, name, tag, digest]) => ({
    // A dot in the first part makes it a registry.
    written: `${host === null ? name.replaceAll('.', '_') : `${host}/${name}`}${tag === null ? '' : `:${tag}`}${digest === null ? '' : `@${digest}`}`,
    host,
    tag,
    digest,
  }));

describe('an image reference', () => {
  // From the tests of the distribution's own package, and of the kubelet's image names.
  it.each([
    ['nginx', 'docker.io/library/nginx - -'],
    ['nginx:1.25', 'docker.io/library/nginx 1.25 -'],
    ['acme/web', 'docker.io/acme/web - -'],
    ['docker.io/nginx', 'docker.io/library/nginx - -'],
    ['index.docker.io/library/nginx:1', 'docker.io/library/nginx 1 -'],
    ['localhost/web', 'localhost/web - -'],
    ['localhost:5000/web:1', 'localhost:5000/web 1 -'],
    ['localhost:5000', 'docker.io/library/localhost 5000 -'],
    ['UPPER/web', 'UPPER/web - -'],
    ['[2001:db8::1]:5000/web', '[2001:db8::1]:5000/web - -'],
    ['ghcr.io/acme/web/api__v2:a.b-c', 'ghcr.io/acme/web/api__v2 a.b-c -'],
    [`quay.io/acme/web:1@sha256:${HEX}`, `quay.io/acme/web 1 sha256:${HEX}`],
    [`web@sha512:${HEX}${HEX}`, `docker.io/library/web - sha512:${HEX}${HEX}`],
  ])('%s means %s', (written, meant) => {
    expect(repository(written)).toBe(meant);
  });

  it.each([
    ['', 'it names no repository'],
    [':1', 'it names no repository'],
    ['Nginx', 'lower case'],
    ['acme/Web', 'lower case'],
    ['nginx:', 'no tag'],
    ['nginx:-x', 'no tag'],
    ['a:b:c', 'no tag'],
    [`nginx:${'x'.repeat(129)}`, 'no tag'],
    ['web ', 'no name of a repository'],
    ['web//api', 'no name of a repository'],
    ['web/', 'no name of a repository'],
    ['-registry.example/web', 'no name of a registry'],
    ['registry.example:port/web', 'no name of a registry'],
    ['$(REGISTRY)/web', 'no name of a registry'],
    ['{{ image }}', 'no name of a repository'],
    [HEX, 'identifier'],
    ['a'.repeat(256), 'longer than 255'],
    ['web@', 'none of sha256'],
    ['web@sha256:123456', '6 digits instead of 64'],
    [`web@sha256:${HEX.toUpperCase()}`, 'hexadecimal'],
    [`web@md5:${'a'.repeat(32)}`, 'none of sha256'],
    ['web@constructor:aaaa', 'none of sha256'],
  ])('%j is none', (written, why) => {
    expect(parseImage(written)).toEqual({ wrong: expect.stringContaining(why) as string });
  });

  it('is printed as it was written, for whatever can be parsed', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          reference.map(({ written }) => written),
          fc.string(),
          text('aA0.:/@-_[] ', 0, 12),
        ),
        (written) => {
          const parsed = parseImage(written);
          if ('image' in parsed) expect(printImage(parsed.image)).toBe(written);
        },
      ),
    );
  });

  it('is taken apart where its parts were put together', () => {
    fc.assert(
      fc.property(reference, ({ written, host, tag, digest }) => {
        const parsed = parseImage(written);
        if ('wrong' in parsed) throw new Error(`${written}: ${parsed.wrong}`);
        expect([parsed.image.tag ?? null, parsed.image.digest ?? null]).toEqual([tag, digest]);
        if (host !== null) expect(parsed.image.domain).toBe(host);
      }),
    );
  });

  it('means the same once it is complete', () => {
    fc.assert(
      fc.property(reference, ({ written }) => {
        const parsed = parseImage(written);
        if ('wrong' in parsed) throw new Error(`${written}: ${parsed.wrong}`);
        const complete = parseImage(repositoryOf(parsed.image));
        expect('image' in complete && repositoryOf(complete.image)).toBe(repositoryOf(parsed.image));
        expect('image' in complete && registryOf(complete.image)).toBe(registryOf(parsed.image));
      }),
    );
  });

  it.each([
    ['nginx', true],
    ['nginx:latest', true],
    ['localhost:5000/nginx', true],
    ['nginx:1', false],
    [`nginx:latest@sha256:${HEX}`, false],
    [`nginx@sha256:${HEX}`, false],
  ])('%s is whatever was pushed last: %s', (written, latest) => {
    const parsed = parseImage(written);
    expect('image' in parsed && isLatest(parsed.image)).toBe(latest);
  });
});
