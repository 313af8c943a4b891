import { describe, expect, it } from 'vitest';
import { ALL_PORTS, complement, portRanges, portsFrom, portsOfEntry, type NamedPort } from '../../../src/analysis/network/ports.ts';

const NAMED: readonly NamedPort[] = [
  { name: 'http', protocol: 'TCP', port: 8080 },
  { name: 'http', protocol: 'TCP', port: 8081 },
  { name: 'dns', protocol: 'UDP', port: 5353 },
];

describe('portsOfEntry', () => {
  it.each<[string, Readonly<Record<string, unknown>>, readonly object[]]>([
    ['a number', { port: 80 }, [{ protocol: 'TCP', port: 80 }]],
    ['a protocol', { port: 53, protocol: 'UDP' }, [{ protocol: 'UDP', port: 53 }]],
    ['a protocol alone', { protocol: 'SCTP' }, [{ protocol: 'SCTP', port: 1, endPort: 65535 }]],
    ['nothing, which is TCP', {}, [{ protocol: 'TCP', port: 1, endPort: 65535 }]],
    ['null, which is nothing', { port: null, protocol: null, endPort: null }, [{ protocol: 'TCP', port: 1, endPort: 65535 }]],
    ['a range', { port: 8000, endPort: 8080 }, [{ protocol: 'TCP', port: 8000, endPort: 8080 }]],
    ['a range of one', { port: 80, endPort: 80 }, [{ protocol: 'TCP', port: 80 }]],
    ['a name', { port: 'dns', protocol: 'UDP' }, [{ protocol: 'UDP', port: 5353 }]],
    ['a name that several containers have', { port: 'http' }, [{ protocol: 'TCP', port: 8080, endPort: 8081 }]],
    ['a name of another protocol', { port: 'dns' }, []],
    ['a name that nobody has', { port: 'metrics' }, []],
    ['a range that ends before it begins', { port: 90, endPort: 80 }, []],
    ['a range from a name', { port: 'http', endPort: 9000 }, []],
    ['a range from nothing', { endPort: 9000 }, []],
    ['no port', { port: 0 }, []],
    ['what is too large', { port: 65536 }, []],
    ['half a port', { port: 80.5 }, []],
    ['a number as text', { port: '80' }, []],
    ['another type', { port: true }, []],
    ['an unknown protocol', { protocol: 'ICMP' }, []],
    ['a protocol in small letters', { protocol: 'tcp', port: 80 }, []],
  ])('reads %s', (_what, entry, expected) => {
    expect(portRanges(portsOfEntry(entry, NAMED))).toEqual(expected);
  });
});

describe('portRanges', () => {
  it('keeps protocols apart that stand next to each other', () => {
    expect(portRanges(ALL_PORTS)).toEqual(['TCP', 'UDP', 'SCTP'].map((protocol) => ({ protocol, port: 1, endPort: 65535 })));
  });

  it('is read back by portsFrom', () => {
    const others = complement(portsOfEntry({ port: 'http' }, NAMED));
    expect(portsFrom(portRanges(others))).toEqual(others);
  });
});
