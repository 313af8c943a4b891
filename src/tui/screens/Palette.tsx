import { fit } from '../../report/width.ts';
import { keyNames } from '../binding.ts';
import { screenKeys } from '../keys.ts';
import { bodyHeight } from '../layout.ts';
import { line, span, type Line } from '../line.ts';
import { hits } from '../palette.ts';
import { Pane } from '../parts/Pane.tsx';
import { SubHeader } from '../parts/SubHeader.tsx';
import type { State } from '../state.ts';

/** Everything that can be done on the screen below, to be found by its words. */
export const Palette = ({ state, query, cursor }: { readonly state: State; readonly query: string; readonly cursor: number }) => {
  const height = bodyHeight(state.size);
  const found = hits(screenKeys(state), query);
  const room = height - 2;
  const from = Math.max(0, Math.min(cursor - Math.floor(room / 2), found.length - room));
  const rows = found.slice(from, from + room).map((binding, i): Line => {
    const here = from + i === cursor;
    const off = binding.unless?.(state);
    const text = off === undefined ? binding.does : `${binding.does} (off: ${off})`;
    return [
      span(here ? '> ' : '  ', 'accent'),
      span(fit(keyNames(binding), 13), off === undefined ? 'key' : 'dim'),
      span(text, here ? 'bold' : off === undefined ? 'plain' : 'dim'),
    ];
  });
  return (
    <>
      <SubHeader
        state={state}
        left={[span(':', 'key'), span(query, 'bold'), span('█', 'accent')]}
        right={[span(`${found.length} found`, 'dim')]}
      />
      <Pane
        title="What can be done here"
        width={state.size.columns}
        height={height}
        rows={rows.length > 0 ? rows : [line('Nothing here is called so.', 'dim')]}
        focused
      />
    </>
  );
};
