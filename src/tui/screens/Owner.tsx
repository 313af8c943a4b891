import { describeRef } from '../../core/resource.ts';
import { bodyHeight } from '../layout.ts';
import { BLANK, paragraph, span, type Line } from '../line.ts';
import { Pane } from '../parts/Pane.tsx';
import { SubHeader } from '../parts/SubHeader.tsx';
import type { Finding } from '../../core/finding.ts';
import type { State } from '../state.ts';

const HOLD =
  "kubeharden keeps the fields that it sets: the owner's next apply of other values stops with a conflict. This protects the fix, and whoever deploys must deal with it.";
const YIELD = "the fields are given back after the write: the owner's next apply silently restores its values. This lasts until then.";
const LEAVE = 'nothing is written. Change it where the owner reads it from; this is the default.';

const EXPORT =
  'patches for where the owner reads it from, in a new folder below kubeharden-patches; its kustomization.yaml says what to do with them.';

const rowsOf = (findings: readonly Finding[], width: number): readonly Line[] => {
  const owner = findings[0]?.owner;
  return [
    ...findings.flatMap(({ remediation, ref }) => paragraph('', `${remediation} on ${describeRef(ref)}`, width, 'bold')),
    BLANK,
    ...paragraph(
      `${owner?.tool ?? 'owner'} ${owner?.name ?? ''}: `,
      owner?.consequence ?? 'somebody else writes this object',
      width,
      'warn',
      'warn',
    ),
    BLANK,
    ...paragraph('h  hold   ', HOLD, width, 'plain', 'key'),
    ...paragraph('g  yield  ', YIELD, width, 'plain', 'key'),
    ...paragraph('n  leave  ', LEAVE, width, 'plain', 'key'),
    ...paragraph('E  export ', EXPORT, width, 'plain', 'key'),
  ];
};

/** What becomes of a fix on an object that somebody else owns. */
export const Owner = ({ state, findings }: { readonly state: State; readonly findings: readonly Finding[] }) => (
  <>
    <SubHeader state={state} left={[span('Nothing is sent by this choice.', 'dim')]} />
    <Pane
      title="Somebody else owns this object"
      width={state.size.columns}
      height={bodyHeight(state.size)}
      rows={rowsOf(findings, state.size.columns - 4)}
      focused
    />
  </>
);
