import { writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { tokenFileCredentials } from '../../src/kube/tokenFile.ts';
import { folderOf } from './folder.ts';

describe('a token in a file', () => {
  it('is read again after a minute, and after it was refused', async () => {
    const at = folderOf({ token: 'one\n' });
    let now = new Date(0);
    const credentials = tokenFileCredentials(at('token'), () => now);
    expect(await credentials.current()).toEqual({ authorization: 'Bearer one' });
    writeFileSync(at('token'), 'two');
    now = new Date(59_000);
    expect(await credentials.current()).toEqual({ authorization: 'Bearer one' });
    now = new Date(60_000);
    expect(await credentials.current()).toEqual({ authorization: 'Bearer two' });
    writeFileSync(at('token'), 'three');
    expect(credentials.renew({ authorization: 'Bearer two' })).toBe(true);
    expect(await credentials.current()).toEqual({ authorization: 'Bearer three' });
  });

  it('that is gone is named', async () => {
    const at = folderOf({});
    await expect(tokenFileCredentials(at('token'), () => new Date()).current()).rejects.toMatchObject({
      exit: 3,
      message: expect.stringContaining(at('token')),
    });
  });
});
