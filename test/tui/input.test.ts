import { describe, expect, it } from 'vitest';
import { keysOf, type Special } from '../../src/tui/input.ts';

const NONE: Special = {
  upArrow: false,
  downArrow: false,
  leftArrow: false,
  rightArrow: false,
  pageUp: false,
  pageDown: false,
  home: false,
  end: false,
  return: false,
  escape: false,
  tab: false,
  shift: false,
  backspace: false,
  delete: false,
  ctrl: false,
  meta: false,
};

describe('keysOf', () => {
  it.each([
    ['repeated keys', 'jjj', ['j', 'j', 'j']],
    ['a name and enter', 'demo\r', ['d', 'e', 'm', 'o', 'enter']],
    ['space and tab within text', 'a b\t', ['a', 'space', 'b', 'tab']],
    ['characters outside the basic plane', 'x𝒳é', ['x', '𝒳', 'é']],
    ['other control characters', 'a\u0001b', ['a', 'b']],
  ])('splits %s', (_, input, keys) => {
    expect(keysOf(input, NONE)).toEqual(keys);
  });

  it.each([
    ['a focus report', '[I'],
    ['a mouse report', '[<0;12;7M'],
  ])('drops what is left of %s', (_, input) => {
    expect(keysOf(input, NONE)).toEqual([]);
  });

  it('names keys that print nothing', () => {
    expect(keysOf('', { ...NONE, upArrow: true })).toEqual(['up']);
    expect(keysOf('c', { ...NONE, ctrl: true })).toEqual(['ctrl-c']);
    expect(keysOf('', { ...NONE, tab: true, shift: true })).toEqual(['shift-tab']);
    expect(keysOf('x', { ...NONE, meta: true })).toEqual([]);
  });
});
