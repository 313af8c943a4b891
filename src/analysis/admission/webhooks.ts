import { items, type Kind, type Resource } from '../../core/resource.ts';
import type { Snapshot } from '../../core/snapshot.ts';
import { areAsked, type Request } from './rules.ts';

export const VALIDATING_WEBHOOK: Kind = 'admissionregistration.k8s.io/ValidatingWebhookConfiguration';
export const MUTATING_WEBHOOK: Kind = 'admissionregistration.k8s.io/MutatingWebhookConfiguration';

export type Webhook = Readonly<Record<string, unknown>>;

/** The webhooks of a configuration, each with the index at which it stands. */
export const webhooksIn = (configuration: Resource): readonly (readonly [webhook: Webhook, index: number])[] => {
  const list: readonly unknown[] = Array.isArray(configuration['webhooks']) ? configuration['webhooks'] : [];
  return list.flatMap((webhook, i) => items([webhook]).map((one) => [one, i] as const));
};

/** Validating webhooks whose rules name this request; selectors may leave some objects out. */
export const webhooksOn = (request: Request, snapshot: Snapshot): readonly Resource[] =>
  snapshot
    .list(VALIDATING_WEBHOOK)
    .filter((configuration) => webhooksIn(configuration).some(([webhook]) => areAsked(webhook['rules'], request)));
