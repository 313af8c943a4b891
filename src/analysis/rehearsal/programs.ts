import { text, type Resource } from '../../core/resource.ts';
import { containersOf, type Container } from '../../core/workload.ts';

/** A word in lower case, as it is and with its parts apart: `OrderConsumer` is also `order consumer`. */
const spelled = (word: string): string => `${word} ${word.replace(/([a-z0-9])([A-Z])/g, '$1 $2')}`.toLowerCase();

/** Names, image and command of a container, parted at blanks; those of a shell's script, too. */
const wordsOf = (container: Container): readonly string[] =>
  [container['name'], container['image'], container['command'], container['args']]
    .flat()
    .flatMap((word) => (text(word) ?? '').split(/\s+/))
    .filter((word) => word !== '')
    .map(spelled);

/** `words` as they stand between anything but letters: in `run_migrations.sh`, not in `immigration`. */
const word = (...words: readonly string[]): RegExp => new RegExp(`(?<![a-z])(?:${words.join('|')})(?![a-z])`);

const MIGRATES = word(
  ...['migrate(?:s|d|up)?', 'migrations?', 'migrators?', 'migrating', 'flyway', 'liquibase', 'alembic', 'goose', 'atlas', 'dbmate'],
  ...[
    'sqitch',
    'phinx',
    'tern',
    'efbundle',
    'initdb',
    'syncdb',
    'db[:._-]?(?:init|seed|setup|prepare|push|create|reset|upgrade|update|sync)',
  ],
  ...[
    'db:(?:schema|structure|test):load',
    'schema[:._-](?:update|upgrade|load|sync)',
    '(?:upgrade|update|init)[._-](?:db|database|schema)',
  ],
);
/** Subcommands of their own: `flask db upgrade`, `prisma db push`, `dotnet ef database update`. */
const DATABASE = /^(?:db|database|schema)(?: |$)/;
const CHANGED = /^(?:init|seed|setup|prepare|push|create|reset|upgrade|update|sync|load)(?: |$)/;

const SCHEDULES = word(
  ...['schedulers?', 'schedule:(?:work|run)', 'celery-?beat', 'cron', 'crond', 'crontab', 'cronicle', 'supercronic', 'ofelia'],
  ...['clockwork', 'apscheduler', 'rqscheduler', 'dkron', 'chronos', 'rundeck', 'jobber', 'quartz', 'dagster-daemon'],
);
const CELERY = word('celery');
const BEAT = word('beat');

const CONSUMES = word(
  ...[
    'workers?',
    'consum(?:e|er|ers)',
    'celery',
    'celeryd',
    'sidekiq',
    'resque',
    'rq',
    'rqworker',
    'subscribers?',
    'queues?',
    'kafka',
    'nats',
  ],
  ...['rabbitmq', 'amqps?', 'sqs', 'jetstream', 'pulsar', 'kinesis', 'pubsub', 'activemq', 'beanstalkd?', 'gearmand?', 'faktory', 'bull'],
  ...[
    'bullmq',
    'dramatiq',
    'huey',
    'arq',
    'taskiq',
    'shoryuken',
    'sneakers',
    'good_job',
    'delayed_job',
    'solid_queue',
    'jobs:work',
    'horizon',
  ],
);
/** How many processes a server has is nothing that it takes from a queue: `gunicorn --workers 4`. */
const IS_OPTION = /^-/;
const QUEUE_OPTION = /^--?(?:queues?|consumers?|consumer-group|topics?|subscription)(?:=| |$)/;

const ELECTS = /leader-?elect/;

const has = (words: readonly string[], pattern: RegExp): boolean => words.some((one) => pattern.test(one));

const migrates = (words: readonly string[]): boolean =>
  has(words, MIGRATES) || words.some((one, i) => DATABASE.test(one) && CHANGED.test(words[i + 1] ?? ''));

const schedules = (words: readonly string[]): boolean => has(words, SCHEDULES) || (has(words, CELERY) && has(words, BEAT));

const consumes = (words: readonly string[]): boolean =>
  words.some((one) => (IS_OPTION.test(one) ? QUEUE_OPTION.test(one) : CONSUMES.test(one)));

const worksOf = (who: string, words: readonly string[]): readonly string[] => [
  ...(migrates(words) ? [`${who} migrates data`] : []),
  ...(schedules(words) ? [`${who} starts work by the clock`] : []),
  ...(consumes(words) ? [`${who} may take work from a queue, and lose it when the rehearsal ends`] : []),
];

/** What by its words must not be done twice, as half-sentences; where no container tells, the name of the workload may. */
export const worksIn = (workload: Resource): readonly string[] => {
  const told = containersOf(workload, ['initContainers', 'containers']).flatMap(({ container }) =>
    worksOf(`container ${text(container['name']) ?? ''}`, wordsOf(container)),
  );
  return told.length > 0 ? told : worksOf('by its name it', [spelled(workload.metadata.name)]);
};

/** Whether it takes part in a leader election. */
export const isElected = (container: Container): boolean => has(wordsOf(container), ELECTS);
