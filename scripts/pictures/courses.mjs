// What is pressed to come to each picture. A course is one start of the program; a step sets a size or sends a signal, presses keys, waits for what shows, and may take a picture of it.
const DEMO = ['bin/kubeharden.js', 'demo'];
const OTHERS = 'scripts/pictures/others.mjs';
const ESC = '\x1b';

const step = (press, shows, more = {}) => ({ press, shows, ...more });
const picture = (name, title, sentence) => ({ picture: { name, title, sentence } });

export const COURSES = [
  {
    args: ['bin/kubeharden.js'],
    steps: [
      step(
        '',
        /Which cluster\?[^]*demo/,
        picture('start', 'Start', 'The contexts of the kubeconfig, and the demo. A cluster opens read-only.'),
      ),
    ],
  },
  {
    args: DEMO,
    first: {
      at: /> scan/,
      ...picture('scanning', 'Scanning', 'Findings stream in while the cluster is read; `esc` stops it.'),
    },
    steps: [
      step(
        '',
        /Wave 1 of[^]*dry-run accepted[^]*more like this[^]*the same/,
        picture(
          'session',
          'Guided session',
          'One change at a time: why it matters, what may break, what the server would store, and what else is like it. `y` and `n` as in `git add -p`.',
        ),
      ),
      step('\r', /WHY IT MATTERS/, picture('explain', 'Explain', 'All that is known of a finding: evidence, risk, references.')),
      step(ESC, /Wave 1 of/),
      step(
        '?',
        /Keys of this screen/,
        picture(
          'help',
          'Help',
          'The keys of the screen at hand, from the table that they are read from; behind a key that is off stands why.',
        ),
      ),
      step(ESC, /Wave 1 of/),
      step(':', /What can be done here/),
      step('roll', /:roll/, picture('palette', 'Command palette', 'What can be done here, found by its words.')),
      step(ESC, /Wave 1 of/),
      step(
        '2',
        /> findings[^]*WHY IT MATTERS/,
        picture(
          'findings',
          'Findings',
          'All findings: grouped, sorted, filtered, selected one by one or by ranges. Beside the list stands the one at the cursor.',
        ),
      ),
      step('\r', /Detail/, { size: [80, 24] }),
      step(
        '',
        /Detail[^]*WHY IT MATTERS/,
        picture('detail', 'Detail', 'Where there is no room for two panes, `enter` opens the finding over the list.'),
      ),
      step(ESC, /> findings/, { size: [100, 30] }),
      step(
        '4',
        /refused at restricted/,
        picture(
          'pod-security',
          'Inspect: Pod Security',
          'What Pod Security would refuse, in the words of the API server, and the level that each namespace could enforce.',
        ),
      ),
      step(
        ']',
        /connections; /,
        picture(
          'network',
          'Inspect: network',
          'Who may talk to whom, and what is declared but closed. `f` shows what the fixes would cut.',
        ),
      ),
      step(
        ']',
        /hold strong rights/,
        picture('rights', 'Inspect: rights', 'Who may do what, and the shortest way from there to everything.'),
      ),
      step('2', /> findings/),
      step('/', /Filter:/),
      step('fix:auto ns:payments kind:deployment\r', /\d of \d+ +group/),
      step('+', /selected/),
      step(
        'p',
        /> review[^]*Plan: [^]*dry-run accepted/,
        picture(
          'review',
          'Review',
          'The plan, object by object: the exact difference with its words marked, and what it breaks, closes and needs.',
        ),
      ),
      step('v', /> review/, { size: [140, 30] }),
      step('', /│ [^]* │ /, picture('side-by-side', 'Review, side by side', '`v` puts what is there beside what would be stored.')),
      step('v', /> review/, { size: [100, 30] }),
      step(
        'A',
        /does it, esc/,
        picture(
          'confirm',
          'Confirm',
          'The question before a write grows with the danger: `enter` for a label, `y` for a workload, the name of the target for what is worse.',
        ),
      ),
      step(
        'y',
        /rolling +[12] of 3 ready/,
        picture(
          'apply',
          'Apply',
          'Each step as it goes, the rollout that it waits for, and the log. `Ctrl-C` stops after the object in flight.',
        ),
      ),
      step('', /Run \S+: applied/),
      step(
        '5',
        /What was done, and what is left/,
        picture(
          'summary',
          'Summary',
          'What was fixed, what was not and why, and what could not be checked. `E` writes it as Markdown or HTML.',
        ),
      ),
      step('3', /ROLLING BACK WOULD NOW[^]*OK restore/, picture('history', 'History', 'Every run, and what rolling it back would do now.')),
      step(
        'R',
        /Roll back run [^]*does it, esc/,
        picture('rollback', 'Rollback', 'What comes back, what that restarts, and what somebody changed since and keeps.'),
      ),
      step(ESC, /ROLLING BACK WOULD NOW/),
    ],
  },
  {
    args: DEMO,
    steps: [
      step('', /Wave 1 of[^]*dry-run accepted/),
      step('2', /> findings/),
      step('/', /Filter:/),
      step('no-quota ns:payments\r', /1 of \d+ +group/),
      step('f', /> session[^]*no-quota/),
      step(
        'i',
        /\(or esc|enter ok/,
        picture(
          'input',
          'Input',
          'A value that only a person knows is asked for where it is needed, with what is used now as its default.',
        ),
      ),
    ],
  },
  {
    args: DEMO,
    steps: [
      step('', /Wave 1 of[^]*dry-run accepted/),
      step('2', /> findings/),
      step('/', /Filter:/),
      step('fix:owned ns:web id:seccomp\r', /1 of \d+ +group/),
      step('f', /> session[^]*OWNER[^]*dry-run accepted/),
      step(
        'O',
        /own/,
        picture(
          'owner',
          'Owner',
          'What somebody else writes is left to them, unless you say how it is written all the same: hold the fields, or give them back.',
        ),
      ),
    ],
  },
  {
    args: [OTHERS, 'others'],
    steps: [
      step('', /Wave 1 of[^]*dry-run accepted/),
      step('y', /1 accepted/),
      step('A', /does it, esc/),
      step('y', /Run \S+: applied/),
      step('3', /ROLLING BACK WOULD NOW/, { signal: 'SIGUSR2' }),
      step('v', /changed since/),
      step(
        'd',
        /> changed since/,
        picture(
          'drift',
          'Drift',
          'Where somebody has changed what a run had set: before, applied, now, by whom. Each is kept unless you choose to restore it.',
        ),
      ),
    ],
  },
  {
    args: [OTHERS, 'cut-off'],
    steps: [
      step(
        '',
        /was cut off/,
        picture(
          'recover',
          'Recover',
          'What an earlier start left open, because it was killed or lost the cluster: `R` finds out what it really did.',
        ),
      ),
    ],
  },
  {
    args: ['bin/kubeharden.js'],
    steps: [
      step('', /Which cluster\?[^]*demo/),
      step(
        '\r',
        /could not be read[^]*tries again/,
        picture('error', 'Error', 'What went wrong in a sentence, what to do about it, and a way on.'),
      ),
    ],
  },
];
