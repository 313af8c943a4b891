import { expect, it } from 'vitest';
import { printable } from '../../src/core/printable.ts';
import { shellWord } from '../../src/core/shellWord.ts';
import { HOSTILE, ranBy } from './shell.ts';

it('is one word for a real shell, whatever the name, also after what cannot be printed was taken away once more', () => {
  const command = `kubectl ${['plain/x.yaml', '', ...HOSTILE].map(shellWord).join(' ')} end`;
  for (const pasted of [command, printable(command)])
    expect(ranBy(pasted, 'kubectl')).toEqual([['plain/x.yaml', '', ...HOSTILE.map(printable), 'end']]);
});

it('leaves a plain name as it is', () => {
  expect(['checkout', 'apps/web.yaml', 'system:serviceaccount:a:b'].map(shellWord)).toEqual([
    'checkout',
    'apps/web.yaml',
    'system:serviceaccount:a:b',
  ]);
});
