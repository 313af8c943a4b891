import { describe, expect, it } from 'vitest';
import { NEWEST_MINOR, parseVersion, versionOn } from '../../../src/analysis/psa/version.ts';

describe('parseVersion', () => {
  it.each(['1.25', 'v2.0', 'v1.', 'v1.025', 'v1.25.0', 'V1.25', 'Latest', ''])('refuses %j, as the API server does', (text) => {
    expect(parseVersion(text)).toBeUndefined();
  });

  it('takes a version that is newer than what is known as the newest', () => {
    expect(parseVersion('v1.29')).toBe(29);
    expect(parseVersion('latest')).toBe(NEWEST_MINOR);
    expect(parseVersion('v1.1000')).toBe(NEWEST_MINOR);
  });
});

describe('versionOn', () => {
  it('is what the server makes of it', () => {
    expect(versionOn('v1.30.4+k3s1', 'latest')).toBe('v1.30');
    expect(versionOn('v1.30.4', 'v1.36')).toBe('v1.30');
    expect(versionOn('v1.30.4', 'v1.29')).toBe('v1.29');
    expect(versionOn(undefined, 'latest')).toBe('latest');
    expect(versionOn('unknown', 'v1.29')).toBe('v1.29');
  });
});
