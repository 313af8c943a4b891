import type { Finding } from '../../core/finding.ts';
import { sessionHtml } from '../../report/sessionHtml.ts';
import { sessionMarkdown } from '../../report/sessionMarkdown.ts';
import type { SessionRecord } from '../../report/sessionRecord.ts';
import { queried } from '../findingsList.ts';
import { listIn, withList } from '../inspect/inspection.ts';
import { queried as queriedAnswer } from '../inspect/list.ts';
import { next, telling, withoutOverlay, withWorld, type Next } from '../next.ts';
import type { Prompt, Purpose } from '../overlay.ts';
import { sessionRecord } from '../sessionRecord.ts';
import type { State } from '../state.ts';
import { answered, answerTo, inputsOf } from '../world.ts';
import { ignoring, withSession } from './deciding.ts';

const prompting = (state: State, label: string, help: string, value: string, purpose: Purpose): State => ({
  ...state,
  overlay: { kind: 'prompt', label, help, value, cursor: [...value].length, purpose },
});

export const askAnswerFilter = (state: State): Next => {
  const query = (state.world && listIn(state.world.inspection)?.query) ?? '';
  return next(
    prompting(state, 'Filter', 'words, or ns:payments kind:deployment; a - before it excludes', query, { for: 'filter', before: query }),
  );
};

export const askFilter = (state: State): Next => {
  const query = state.world?.list.query ?? '';
  return next(
    prompting(
      state,
      'Filter',
      'words, or fix:auto sev:high ns:payments kind:deployment owner:helm id:run-as-root; - before it excludes',
      query,
      {
        for: 'filter',
        before: query,
      },
    ),
  );
};

export const askIgnore = (state: State, finding: Finding): Next =>
  next(
    prompting(state, 'Ignore because', `${finding.remediation} on ${finding.ref.name}: a reason that others will understand`, '', {
      for: 'ignore',
      finding,
    }),
  );

type Inputs = Extract<Purpose, { for: 'input' }>;

const asking = (state: State, purpose: Inputs): Next => {
  const { finding, input } = purpose;
  const asked = state.world && inputsOf(state.world, finding)[input];
  if (!state.world || !asked) return next(state);
  const value = answerTo(asked, finding, state.world.session.answers) ?? '';
  return next(prompting(state, asked.name, asked.ask, value, purpose));
};

/** For the values that a fix needs. */
export const askInputs = (state: State, finding: Finding): Next => asking(state, { for: 'input', finding, input: 0, thenAccept: false });

/** The same because it was accepted: once they are known, it can be. */
export const askToAccept = (state: State, finding: Finding): Next => asking(state, { for: 'input', finding, input: 0, thenAccept: true });

/** Where the record of the session goes; its name says in which form. */
export const askExport = (state: State): Next => {
  const { scan, target } = state.world ?? {};
  if (!scan || !target) return next(state);
  const name = target.name.replace(/[^A-Za-z0-9.-]+/g, '-').replace(/^[.-]+/, '');
  const file = `kubeharden-${name}-${scan.snapshot.facts.now.slice(0, 10)}.md`;
  return next(prompting(state, 'Write the summary to', 'a new file: .md is Markdown, .html a page for a browser', file, { for: 'export' }));
};

const FORMS: readonly (readonly [RegExp, (record: SessionRecord) => string])[] = [
  [/\.md$/i, sessionMarkdown],
  [/\.html?$/i, sessionHtml],
];

const giveFile = (state: State, prompt: Prompt): Next => {
  const file = prompt.value.trim();
  const form = FORMS.find(([ending]) => ending.test(file));
  if (!form) return wrong(state, prompt, 'The name says which form: end it in .md or .html.');
  const free = withoutOverlay(state);
  return state.world ? next(free, { do: 'save', file, text: form[1](sessionRecord(state.world, state.version)) }) : next(free);
};

const wrong = (state: State, prompt: Prompt, why: string): Next => next({ ...state, overlay: { ...prompt, wrong: why } });

const DAY = /^\d{4}-\d{2}-\d{2}$/;

const giveReason = (state: State, prompt: Prompt, purpose: Extract<Purpose, { for: 'ignore' }>): Next => {
  const value = prompt.value.trim();
  if (purpose.reason === undefined) {
    if (value === '') return wrong(state, prompt, 'A reason is needed: somebody will ask for it.');
    return next(
      prompting(state, 'Until', 'a day such as 2027-01-31; empty: until x in the summary (5) brings it back', '', {
        ...purpose,
        reason: value,
      }),
    );
  }
  if (value !== '' && (!DAY.test(value) || Number.isNaN(Date.parse(value))))
    return wrong(state, prompt, 'That is no day: write it as 2027-01-31, or leave it empty.');
  return ignoring(withoutOverlay(state), purpose.finding, purpose.reason, value === '' ? undefined : value);
};

/** New values make another change: the server is asked about it again. */
const giveInput = (state: State, prompt: Prompt, purpose: Inputs): Next => {
  const { finding, input, thenAccept } = purpose;
  const asked = state.world && inputsOf(state.world, finding)[input];
  if (!asked) return next(withoutOverlay(state));
  const value = prompt.value.trim();
  const why = value === '' ? 'A value is needed.' : asked.refuse?.(value);
  if (why !== undefined) return wrong(state, prompt, why);
  const after = withSession(withoutOverlay(state), (session) => {
    const previews = new Map(session.previews);
    previews.delete(finding.id);
    return { ...session, previews, answers: answered(session.answers, finding, { [asked.name]: value }) };
  });
  const more = asking(after, { ...purpose, input: input + 1 });
  if (more.state.overlay) return more;
  if (thenAccept) return next(telling(after, 'The server is asked about it with these values: look at the change, then y.'));
  return next(after);
};

/** What was looked for last, for the next match once the filter is cleared. */
const sought = (state: State): State =>
  state.screen.at === 'findings'
    ? withWorld(state, (world) => ({ ...world, list: { ...world.list, sought: world.list.query || world.list.sought } }))
    : state;

export const submitted = (state: State, prompt: Prompt): Next => {
  switch (prompt.purpose.for) {
    case 'filter':
      return next(sought(withoutOverlay(state)));
    case 'export':
      return giveFile(state, prompt);
    case 'ignore':
      return giveReason(state, prompt, prompt.purpose);
    case 'input':
      return giveInput(state, prompt, prompt.purpose);
  }
};

const filteredBy = (state: State, query: string): State =>
  withWorld(state, (world) =>
    state.screen.at === 'inspect'
      ? { ...world, inspection: withList(world.inspection, (list) => queriedAnswer(list, query)) }
      : { ...world, list: queried(world.list, query) },
  );

/** The list follows the filter while it is typed. */
export const edited = (state: State, prompt: Prompt): State => {
  const { wrong: _wrong, ...clean } = prompt;
  const shown: State = { ...state, overlay: clean };
  return prompt.purpose.for === 'filter' ? filteredBy(shown, prompt.value) : shown;
};

export const cancelled = (state: State, prompt: Prompt): Next => {
  const free = withoutOverlay(state);
  return next(prompt.purpose.for === 'filter' ? filteredBy(free, prompt.purpose.before) : free);
};
