import { keyName, keyNames, type Binding } from './binding.ts';
import { FIXED } from './keymap.ts';
import { APPLYING, COUNTING_DOWN, RUN_OVER } from './keys/applying.ts';
import { DRIFT } from './keys/drift.ts';
import { EVERYWHERE, INTERRUPT } from './keys/everywhere.ts';
import { FINDINGS } from './keys/findings.ts';
import { FIRST_RUN } from './keys/firstRun.ts';
import { HISTORY } from './keys/history.ts';
import { INSPECT } from './keys/inspect.ts';
import { OWNER } from './keys/owner.ts';
import { confirmKeys, EXPLAIN, HELP, PROMPT, WAITING } from './keys/overlays.ts';
import { paletteKeys } from './keys/palette.ts';
import { RECOVER } from './keys/recover.ts';
import { REVIEW } from './keys/review.ts';
import { FAILED, SCANNING } from './keys/scanning.ts';
import { DECIDING, WAVE_END } from './keys/session.ts';
import { SECTION_NAMES } from './keys/sections.ts';
import { SUMMARY } from './keys/summary.ts';
import { THEME_NAMES } from './theme.ts';

const TABLES: readonly (readonly [string, readonly Binding[]])[] = [
  ['Everywhere', [...EVERYWHERE, INTERRUPT]],
  ['First screen', FIRST_RUN],
  ['While the target is read', SCANNING],
  ['Where it could not be read', FAILED],
  ['Guided session', DECIDING],
  ['End of a wave', WAVE_END],
  ['Summary', SUMMARY],
  ['Findings', FINDINGS],
  ['Review', REVIEW],
  ['An object that somebody else owns', OWNER],
  ['While a run, a rollback or a rehearsal is under way', APPLYING],
  ['While something that degraded is about to be rolled back', COUNTING_DOWN],
  ['After a run', RUN_OVER],
  ['History', HISTORY],
  ['Inspect', INSPECT],
  ['What somebody changed since', DRIFT],
  ['Runs that were cut off', RECOVER],
  ['Command palette', paletteKeys([])],
  ['Help', HELP],
  ['Explanation', EXPLAIN],
  ['While something is waited for', WAITING],
  ['A line of text', PROMPT],
  ['A question before a label or the like is written', confirmKeys({ danger: 'enter' })],
  ['A question before a workload is written', confirmKeys({ danger: 'y' })],
  ['A question that asks for the name of the target', confirmKeys({ danger: 'name' })],
];

const OWN_KEYS = `## Your own keys and colours

\`$XDG_CONFIG_HOME/kubeharden/config.yaml\` (\`~/.config\` without it), or the file that \`--config\` names:

\`\`\`yaml
theme: light # ${THEME_NAMES.join(', ')}
mouse: true # the wheel scrolls, a click moves the cursor; m switches it on and off, too
screenReader: true # plain lines instead of screens
keys:
  findings: { V: v, b: g, g: b } # what stands in the table : what you press instead
\`\`\`

Screens are ${SECTION_NAMES.map((name) => `\`${name}\``).join(', ')}. ${FIXED.map((key) => `\`${keyName(key)}\``).join(', ')} mean the same for everybody, and so do all keys in questions. A key that would mean two things on a screen is refused, with the line of the file.

## The mouse

It is the terminal's, so that it selects text, until \`m\` or \`mouse: true\` asks for it. Then the wheel scrolls as \`↑\` and \`↓\` do, a click moves the cursor or goes to the other pane, and a second click on a row opens it; hold Shift (Option or Fn on a Mac) to select text meanwhile.
It never opens a question, and never answers one.

## Screen readers

\`INK_SCREEN_READER=true\`, or \`screenReader: true\` in the file, writes plain lines one below the other: a screen as a whole when it opens, and after that only what is new and the row that the cursor has come to. Frames are left out, signs are said as words (\`critical\`, \`selected\`, \`added:\`), and all keys are the same.`;

const row = (binding: Binding): string => `| ${keyNames(binding).replaceAll('|', '\\|')} | ${binding.does} |`;

/** Every key as Markdown, from the tables that the program reads them from. */
export const keysPage = (): string =>
  [
    '# Keys',
    'Written by `node scripts/docs.mjs` from the tables in `src/tui/keys`. `?` shows those of the screen at hand, with the reason where one is off; `:` finds one by its words.\nOnly `A` and `R` lead to a change of the target, and `t` in the review to a pod that goes away again; always by way of a confirmation.',
    OWN_KEYS,
    ...TABLES.map(([title, bindings]) => `## ${title}\n\n| keys | |\n| --- | --- |\n${bindings.map(row).join('\n')}`),
  ].join('\n\n') + '\n';
