import { expect, it } from 'vitest';
import { rollbackCommand } from '../../src/cli/rollbackCommand.ts';
import { printable } from '../../src/core/printable.ts';
import { HOSTILE, ranBy } from '../core/shell.ts';

it('names the same target and user, as a real shell takes it', () => {
  for (const name of HOSTILE) {
    const flags = { kubeconfig: name, context: name, as: name, asGroup: [name, 'b'], fieldManager: name };
    const word = printable(name);
    const identity = ['--as', word, '--as-group', word, '--as-group', 'b', '--field-manager', word];
    expect(ranBy(rollbackCommand('2026-11-21-1', flags), 'kubeharden')).toEqual([
      ['rollback', '2026-11-21-1', '--kubeconfig', word, '--context', word, ...identity],
    ]);
  }
  expect(ranBy(rollbackCommand('1', { filename: ['a b', '$HOME'] }), 'kubeharden')).toEqual([
    ['rollback', '1', '-f', 'a b', '-f', '$HOME'],
  ]);
});
