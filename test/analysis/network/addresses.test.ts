import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addressesOf, addressesOfBlock, ALL_IPV4, ALL_IPV6, rangeText } from '../../../src/analysis/network/addresses.ts';
import { union } from '../../../src/analysis/network/intervals.ts';

describe('addressesOf', () => {
  it.each([
    ['10.0.0.0/8', '10.0.0.0-10.255.255.255'],
    ['10.1.2.3/8', '10.0.0.0-10.255.255.255'],
    ['0.0.0.0/0', '0.0.0.0-255.255.255.255'],
    ['169.254.169.254/32', '169.254.169.254'],
    ['169.254.169.254', '169.254.169.254'],
    ['fd00::/8', 'fd00::-fdff:ffff:ffff:ffff:ffff:ffff:ffff:ffff'],
    ['::/0', '::-ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff'],
    ['::1', '::1'],
    ['1::', '1::'],
    ['1:0:0:2:0:0:0:3', '1:0:0:2::3'],
    ['::ffff:1.2.3.4', '::ffff:102:304'],
  ])('%s is %s', (written, expected) => {
    expect(addressesOf(written)?.map(rangeText)).toEqual([expected]);
  });

  it.each([
    '',
    '10.0.0.0/33',
    '10.0.0',
    '10.0.0.256',
    '010.0.0.1',
    '10.0.0.0/',
    '10.0.0.0/8/8',
    '::1/129',
    '1::2::3',
    '1:2:3:4:5:6:7',
    '12345::',
    'x',
  ])('"%s" is none', (written) => {
    expect(addressesOf(written)).toBeUndefined();
  });

  it('keeps IPv4 apart from IPv6', () => {
    expect(union(ALL_IPV4, ALL_IPV6)).toHaveLength(2);
  });

  it('reads IPv6 that it has written', () => {
    fc.assert(
      fc.property(fc.ipV6(), (address) => {
        const read = addressesOf(address);
        expect(read).toBeDefined();
        expect(addressesOf(read?.map(rangeText)[0] ?? '')).toEqual(read);
      }),
    );
  });
});

describe('addressesOfBlock', () => {
  it.each<[unknown, readonly string[]]>([
    [{ cidr: '10.0.0.0/24', except: ['10.0.0.128/25', '10.0.0.0/32'] }, ['10.0.0.1-10.0.0.127']],
    [{ cidr: '10.0.0.0/24', except: ['10.0.0.0/8'] }, []],
    [{ cidr: '10.0.0.0/31', except: null }, ['10.0.0.0-10.0.0.1']],
    [{ cidr: 'everywhere' }, []],
    [{ cidr: 10 }, []],
    ['10.0.0.0/8', []],
  ])('%j is %j', (block, expected) => {
    expect(addressesOfBlock(block).map(rangeText)).toEqual(expected);
  });
});
