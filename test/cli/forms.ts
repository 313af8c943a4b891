import { z } from 'zod';

/** The forms that UX.md promises to programs; a field that it does not name may come on top. */
const object = {
  resource: z.strictObject({ apiVersion: z.string(), kind: z.string(), namespace: z.string().optional(), name: z.string() }),
  source: z.object({ file: z.string(), document: z.int().min(0) }).optional(),
};

export const scanReport = z.object({
  apiVersion: z.literal('kubeharden/v1'),
  kind: z.literal('ScanReport'),
  target: z.object({ type: z.enum(['cluster', 'manifests', 'memory']), name: z.string() }),
  summary: z.object({ findings: z.int(), ran: z.int(), notChecked: z.int(), score: z.int().min(0).max(100).nullable() }),
  findings: z.array(
    z.object({
      id: z.string(),
      remediation: z.string(),
      severity: z.enum(['critical', 'high', 'medium', 'low']),
      ...object,
      evidence: z.array(z.object({ path: z.string(), detail: z.string() })).min(1),
      fix: z.enum(['auto', 'guard', 'input', 'guide', 'owned']),
      owner: z.object({ tool: z.string(), name: z.string() }).optional(),
      references: z.array(z.object({ source: z.string(), id: z.string(), url: z.url() })),
    }),
  ),
  notChecked: z.array(z.object({ remediation: z.string(), reason: z.string() })),
  problems: z.array(z.object({ file: z.string(), message: z.string() })),
});

const left = z.array(z.object({ ...object, reason: z.string() }));

export const planReport = z.object({
  apiVersion: z.literal('kubeharden/v1'),
  kind: z.literal('Plan'),
  changes: z.array(
    z.object({ ...object, action: z.enum(['create', 'edit', 'delete']), closes: z.array(z.string()).min(1), checked: z.string() }),
  ),
  left,
});

export const runReport = z.object({
  apiVersion: z.literal('kubeharden/v1'),
  kind: z.enum(['ApplyReport', 'RollbackReport']),
  run: z.string().nullable(),
  changes: z.array(z.object({ ...object, state: z.string() })),
  left,
  refused: left,
});
