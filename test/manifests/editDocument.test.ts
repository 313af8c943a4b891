import { load } from 'js-yaml';
import { describe, expect, it } from 'vitest';
import { editDocument } from '../../src/manifests/editDocument.ts';
import { parseOne } from '../../src/manifests/parse.ts';

type Value = Record<string, unknown>;

/** The text after an edit that changes the value like this, or why it is refused. */
const edited = (text: string, change: (value: Record<string, Value>) => void): string => {
  const wanted = structuredClone(parseOne(text)) as Record<string, Value>;
  change(wanted);
  const result = editDocument(text, wanted);
  return 'doubt' in result ? `doubt: ${result.doubt}` : result.text;
};

const withSecurity = (value: Record<string, Value>): void => {
  value['securityContext'] = { ...value['securityContext'], privileged: false };
};

describe('a field that is added', () => {
  it.each([
    ['to a map with nothing', 'securityContext:\nname: x\n', 'securityContext:\n  privileged: false\nname: x\n'],
    ['to null', 'securityContext: null # later\n', 'securityContext: # later\n  privileged: false\n'],
    ['to an empty flow map', 'securityContext: {}\nname: x\n', 'securityContext:\n  privileged: false\nname: x\n'],
    ['to a flow map', 'securityContext: {runAsUser: 1} # c\n', 'securityContext: {runAsUser: 1, privileged: false} # c\n'],
    ['to a padded flow map', 'securityContext: { runAsUser: 1, }\n', 'securityContext: { runAsUser: 1, privileged: false }\n'],
    ['to a map of four columns', 'securityContext:\n    runAsUser: 1\n', 'securityContext:\n    runAsUser: 1\n    privileged: false\n'],
    ['before comments that are not its own', 'name: x\n\n# the end\n', 'name: x\nsecurityContext:\n  privileged: false\n\n# the end\n'],
    ['with CRLF', 'securityContext:\r\n  runAsUser: 1\r\n', 'securityContext:\r\n  runAsUser: 1\r\n  privileged: false\r\n'],
    ['without a final line break', 'securityContext:\n  runAsUser: 1', 'securityContext:\n  runAsUser: 1\n  privileged: false'],
    ['behind a block scalar that keeps its breaks', 'script: |+\n  x\n\n', 'script: |+\n  x\n\nsecurityContext:\n  privileged: false\n'],
    ['to JSON', '{\n\t"name": "x"\n}\n', '{\n\t"name": "x",\n\t"securityContext": {\n\t\t"privileged": false\n\t}\n}\n'],
    ['to JSON on one line', '{"name":"x"}\n', '{"name":"x","securityContext":{"privileged":false}}\n'],
  ])('%s', (_, before, after) => {
    expect(edited(before, withSecurity)).toBe(after);
  });

  it('stands in a list item, in the column of its neighbours', () => {
    const text = 'containers:\n- image: a\n  # why\n- image: b # second\n';
    const harden = (value: Record<string, Value>): void => {
      for (const container of Object.values(value['containers'] ?? {})) (container as Value)['tty'] = false;
    };
    expect(edited(text, harden)).toBe('containers:\n- image: a\n  # why\n  tty: false\n- image: b # second\n  tty: false\n');
  });

  it('quotes what another YAML version would read as something else', () => {
    expect(edited('a: 1\n', (value) => Object.assign(value, { b: 'yes', c: '0644', d: '~', on: 'x' }))).toBe(
      "a: 1\nb: 'yes'\nc: '0644'\nd: '~'\n'on': x\n",
    );
  });
});

describe('a field that changes', () => {
  it.each([
    ['a: "old" # c\n', 'new', 'a: "new" # c\n'],
    ["a: 'old'\n", "it's", "a: 'it''s'\n"],
    ['a: old\n', false, 'a: false\n'],
    ['a: |\n  x\n  # text\n  y\nb: 1\n', 'x\n# text\nz\n', 'a: |\n  x\n  # text\n  z\nb: 1\n'],
    ['a:\n- x # c\nb: 1\n', [], 'a: []\nb: 1\n'],
    ['a: [p, q]\n', ['p', 'z', 'q'], 'a: [p, z, q]\n'],
    ['a: [\n  p, # c\n  q\n]\n', ['p', 'q', 'z'], 'a: [\n  p, # c\n  q,\n  z\n]\n'],
    ['a: "b\n  c"\nd: 1\n', 'e', 'a: "e"\nd: 1\n'],
  ])('%j to %j', (before, value, after) => {
    expect(edited(before, (whole) => Object.assign(whole, { a: value }))).toBe(after);
  });
});

describe('what is taken away', () => {
  it.each([
    ['the first field of an item', 'a:\n- x: 1\n  y: 2\n', 'a:\n- y: 2\n'],
    ['the first field of an item, above a comment', 'a:\n- x: 1\n  # c\n  y: 2\n', 'a:\n-\n  # c\n  y: 2\n'],
  ])('%s', (_, before, after) => {
    expect(edited(before, (value) => delete (Object.values(value['a'] ?? {})[0] as Value)['x'])).toBe(after);
  });

  it('leaves its comment lines behind, and those of its neighbours', () => {
    const text = 'keep: 1\n# above\ngone:\n  # inside\n  x: "# text"\n\n  y: 2\n# below\nlast: 1\n';
    expect(edited(text, (value) => delete value['gone'])).toBe('keep: 1\n# above\n  # inside\n# below\nlast: 1\n');
  });

  it.each([
    ['{"a": 1, "b": 2}', '{"b": 2}', 'a'],
    ['{"a": 1, "b": 2}', '{"a": 1}', 'b'],
    ['{\n  "a": 1,\n  "b": 2\n}', '{\n  "a": 1\n}', 'b'],
  ])('from %j', (before, after, name) => {
    expect(edited(before, (value) => delete value[name])).toBe(after);
  });
});

describe('anchors, aliases and merge keys', () => {
  const shared = 'a: &s\n  x: 1 # c\nb: *s\nc: *s\n';

  it('changes the anchored lines once when all that share them change alike', () => {
    expect(edited(shared, (value) => ['a', 'b', 'c'].forEach((name) => (value[name] = { x: 2 })))).toBe(
      'a: &s\n  x: 2 # c\nb: *s\nc: *s\n',
    );
  });

  it('writes the value out where one of them changes alone', () => {
    expect(edited(shared, (value) => (value['b'] = { x: 1, z: 2 }))).toBe('a: &s\n  x: 1 # c\nb:\n  x: 1\n  z: 2\nc: *s\n');
  });

  it('writes the old value out where the others stay', () => {
    expect(edited(shared, (value) => ['a', 'b'].forEach((name) => (value[name] = { x: 2 })))).toBe(
      'a: &s\n  x: 2 # c\nb: *s\nc:\n  x: 1\n',
    );
  });

  it('overrides what is merged in', () => {
    expect(edited('a: &s {x: 1}\nb:\n  <<: *s\n  z: 1\n', (value) => (value['b'] = { x: 2, z: 1 }))).toBe(
      'a: &s {x: 1}\nb:\n  <<: *s\n  z: 1\n  x: 2\n',
    );
  });

  it('refuses to take away what a merge key brings', () => {
    expect(edited('a: &s {x: 1}\nb:\n  <<: *s\n  z: 1\n', (value) => delete value['b']?.['x'])).toMatch(/^doubt: .*merge key/);
  });

  it('refuses to take away an anchor that others need', () => {
    expect(edited(shared, (value) => delete value['a'])).toMatch(/^doubt: .*anchor/);
  });
});

describe('layouts that kubectl reads and the specification does not like', () => {
  it('edits beside a closing bracket in the column of its key', () => {
    const text = 'args: [\n  a,\n  b\n]\nname: "two\nlines"\n';
    expect(edited(text, (value) => Object.assign(value, { args: ['a', 'b', 'c'], tty: false }))).toBe(
      'args: [\n  a,\n  b,\n  c\n]\nname: "two\nlines"\ntty: false\n',
    );
  });

  it('edits below explicit keys', () => {
    expect(edited('? a\n: b\n', (value) => Object.assign(value, { a: 1, c: 2 }))).toBe('? a\n: 1\nc: 2\n');
  });

  it('knows a key that YAML reads as a boolean', () => {
    expect(edited('on: 1\n', (value) => Object.assign(value, { true: 2 }))).toBe('on: 2\n');
  });
});

it('reads its own results as another parser does', () => {
  const text = edited('a: 1\n', (value) => Object.assign(value, { b: { c: ['x: y', '- z', '#', "'", '"', 'a\nb', ' lead', 'trail '] } }));
  expect(load(text)).toEqual({ a: 1, b: { c: ['x: y', '- z', '#', "'", '"', 'a\nb', ' lead', 'trail '] } });
});
