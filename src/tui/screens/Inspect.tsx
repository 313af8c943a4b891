import { Box } from 'ink';
import { answeringOf, listIn, TABS, type Inspection, type Tab } from '../inspect/inspection.ts';
import { windowOf, type InspectList } from '../inspect/list.ts';
import { bodyHeight, split } from '../layout.ts';
import { BLANK, line, paragraph, span, type Line } from '../line.ts';
import { inspectDetail, LIST_SHARE } from '../parts/inspectDetail.ts';
import { columnHeading, entryLine } from '../parts/inspectLines.ts';
import { Pane } from '../parts/Pane.tsx';
import { SubHeader } from '../parts/SubHeader.tsx';
import { windowTop } from '../findingsList.ts';
import { hasTwoPanes, type Size, type State, type World } from '../state.ts';

const TITLES: Readonly<Record<Tab, string>> = { psa: 'Pod Security', network: 'Network', rbac: 'RBAC' };

/** The tab in view stands in brackets, which need no colour. */
const tabs = ({ tab }: Inspection): Line =>
  TABS.flatMap((one) => [one === tab ? span(`[${TITLES[one]}]`, 'accent') : span(` ${TITLES[one]} `, 'dim'), span(' ')]);

const modeOf = ({ tab, level, afterFix }: Inspection): string => {
  if (tab === 'psa') return `at ${level}`;
  return tab === 'network' && afterFix ? 'after the fix' : '';
};

/** What stands there while there is no answer. */
const waitingRows = (inspection: Inspection, width: number): readonly Line[] => {
  const answering = answeringOf(inspection);
  switch (answering?.state) {
    case 'failed':
      return [
        ...paragraph('', answering.trouble.message, width, 'bad'),
        BLANK,
        ...answering.trouble.next.flatMap((text) => paragraph('- ', text, width)),
        BLANK,
        [span('r', 'key'), span(' asks again')],
      ];
    case 'stopped':
      return [line('Stopped: nothing is known yet.', 'warn'), BLANK, [span('r', 'key'), span(' asks again')]];
    default: {
      const reading = answering?.state === 'asked' ? answering.reading : undefined;
      return reading
        ? [
            line(`Reading what the scan had no need of: ${reading.done} of ${reading.total} kinds …`, 'accent'),
            line(`last: ${reading.kind}`, 'dim'),
          ]
        : [line('Working it out …', 'accent')];
    }
  }
};

const listRows = (inspection: Inspection, list: InspectList, width: number, height: number): readonly Line[] => {
  const { tab, afterFix } = inspection;
  if (list.entries.length === 0) return paragraph('', 'There is nothing of which this could be asked.', width, 'good');
  if (list.passed.length === 0) return [line('Nothing matches the filter. esc clears it.', 'warn')];
  const top = windowTop(list.top, list.cursor, height - 1, list.passed.length);
  return [
    columnHeading(tab, afterFix, width),
    ...windowOf(list, top, height - 1).map((entry, i) => entryLine(entry, tab, top + i === list.cursor, width)),
  ];
};

const ListPane = ({ inspection, width, height }: { readonly inspection: Inspection; readonly width: number; readonly height: number }) => {
  const [list, answering] = [listIn(inspection), answeringOf(inspection)];
  return (
    <Pane
      title={answering?.state === 'answered' ? answering.headline : TITLES[inspection.tab]}
      note={list && list.passed.length > 0 ? `${list.cursor + 1}/${list.passed.length}` : ''}
      width={width}
      height={height}
      rows={list ? listRows(inspection, list, width - 4, height - 2) : waitingRows(inspection, width - 4)}
      focused={list?.pane !== 'detail'}
    />
  );
};

const DetailPane = ({ inspection, size }: { readonly inspection: Inspection; readonly size: Size }) => {
  const { rows, room, top } = inspectDetail(inspection, size);
  return (
    <Pane
      title="Detail"
      note={rows.length > room ? `${top + 1}-${Math.min(rows.length, top + room)}/${rows.length}` : ''}
      width={split(size, LIST_SHARE).right}
      height={bodyHeight(size)}
      rows={rows.slice(top)}
      focused={listIn(inspection)?.pane === 'detail'}
    />
  );
};

/** Three questions about the cluster that are not about weaknesses, a tab each; beside the list what stands behind its entry. */
export const Inspect = ({ state, world }: { readonly state: State; readonly world: World }) => {
  const { inspection } = world;
  const height = bodyHeight(state.size);
  const { left } = split(state.size, LIST_SHARE);
  const list = listIn(inspection);
  const both = hasTwoPanes(state.size);
  const mode = modeOf(inspection);
  const filter: Line = !list || list.query === '' ? [] : [span('/ '), span(list.query, 'accent')];
  return (
    <>
      <SubHeader state={state} left={tabs(inspection)} right={filter.length > 0 ? filter : [span(mode, 'bold')]} />
      <Box>
        {(both || list?.pane !== 'detail') && <ListPane inspection={inspection} width={left} height={height} />}
        {(both || list?.pane === 'detail') && <DetailPane inspection={inspection} size={state.size} />}
      </Box>
    </>
  );
};
