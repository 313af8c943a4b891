import { describe, expect, it } from 'vitest';
import { notCheckedLines } from '../../src/report/notChecked.ts';

describe('what was not checked', () => {
  it('is one line for each reason, with all that it keeps from deciding', () => {
    expect(
      notCheckedLines([
        { remediation: 'a', reason: 'Pod: forbidden' },
        { remediation: 'b', reason: 'Node: forbidden' },
        { remediation: 'c', reason: 'Pod: forbidden' },
        { remediation: 'a', reason: 'Pod: forbidden' },
      ]),
    ).toEqual(['not checked: a, c: Pod: forbidden', 'not checked: b: Node: forbidden']);
  });

  it('holds nothing that a terminal obeys', () => {
    expect(notCheckedLines([{ remediation: 'a', reason: '\u001b[31mred' }]).join('')).not.toContain('\u001b');
  });
});
