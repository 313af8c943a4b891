import * as z from 'zod'; // as a namespace: the bundle then leaves out what is not used, such as 50 languages

const resource = z.looseObject({
  apiVersion: z.string(),
  kind: z.string(),
  metadata: z.looseObject({ name: z.string(), namespace: z.string().optional() }),
});

const ref = z.object({
  apiVersion: z.string(),
  kind: z.string(),
  namespace: z.string().optional(),
  name: z.string(),
  source: z.object({ file: z.string(), document: z.int().min(0), item: z.int().min(0).optional() }).optional(),
});

const path = z.array(z.union([z.string(), z.object({ by: z.string(), is: z.string() })]));

const difference = z.object({
  path,
  before: z.unknown().optional(),
  after: z.unknown().optional(),
  follows: z.string().nullable().optional(),
});

const fileEdit = z.object({
  file: z.string(),
  at: z.int().min(0),
  removed: z.base64(),
  inserted: z.base64(),
  shaBefore: z.string().optional(),
  shaAfter: z.string().optional(),
});

const STATES = [
  'prepared',
  'sending',
  'applied',
  'not-applied',
  'unknown',
  'verified',
  'degraded',
  'rolled-back',
  'rollback-conflict',
  'skipped',
] as const;

const step = z.object({
  ref,
  action: z.enum(['create', 'edit', 'delete']),
  closes: z.array(z.string()),
  state: z.enum(STATES),
  at: z.iso.datetime(),
  sentAt: z.iso.datetime().optional(),
  differences: z.array(difference),
  before: resource.optional(),
  after: resource.optional(),
  identity: resource.optional(),
  identityAfter: resource.optional(),
  files: z.array(fileEdit).optional(),
  healthyBefore: z.boolean().optional(),
  freed: z.array(ref).optional(),
  detail: z.string().optional(),
  undone: z.array(path).optional(),
  takenBack: z.object({ workload: ref, why: z.string() }).optional(),
  owes: z.literal(true).optional(),
});

const target = z.object({
  type: z.enum(['cluster', 'manifests', 'memory']),
  id: z.string(),
  name: z.string(),
  server: z.string().optional(),
  ca: z.string().optional(),
  version: z.string().optional(),
  user: z.string().optional(),
  fieldManager: z.string().optional(),
  readOnly: z.boolean(),
});

/** The form of a header; fields that a later version adds to the same schema are let through. */
const run = z.object({
  schema: z.int().min(1),
  id: z.string(),
  does: z.enum(['apply', 'rollback', 'rehearsal']),
  undoes: z.string().optional(),
  started: z.iso.datetime(),
  finished: z.iso.datetime().optional(),
  imported: z.literal(true).optional(),
  target,
  version: z.string(),
  steps: z.int().min(0),
});

const numberedStep = z.object({ run: z.string(), number: z.int().min(1), step });

const memory = z.object({
  ignored: z.array(z.object({ finding: z.string(), reason: z.string(), until: z.string().optional() })),
  decisions: z.array(
    z.object({
      finding: z.string(),
      choice: z.enum(['accept', 'skip']),
      of: z.string(),
      answers: z.record(z.string(), z.string()).optional(),
      override: z.enum(['hold', 'yield']).optional(),
    }),
  ),
  warnsSince: z.record(z.string(), z.string()),
  tried: z
    .array(z.object({ finding: z.string(), at: z.string(), why: z.string(), workload: ref, program: z.string().optional() }))
    .optional(),
});

const SCHEMAS = { run, step: numberedStep, memory } as const;

export type Kind = keyof typeof SCHEMAS;

/** What is wrong with the form of a record, or undefined. */
export const flaw = (kind: Kind, body: unknown): string | undefined => {
  const result = SCHEMAS[kind].safeParse(body);
  const first = result.error?.issues[0];
  return first && `${first.path.map(String).join('.')}: ${first.message}`;
};
