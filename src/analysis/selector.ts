import { isRecord, own, text } from '../core/resource.ts';

type Labels = Readonly<Record<string, unknown>>;

/** One that the API server would refuse, such as `In` without values, matches nothing. */
const meets = (expression: unknown, labels: Labels): boolean => {
  const key = isRecord(expression) ? text(expression['key']) : undefined;
  if (!isRecord(expression) || key === undefined) return false;
  const value = own(labels, key);
  const values: readonly unknown[] = Array.isArray(expression['values']) ? expression['values'] : [];
  switch (expression['operator']) {
    case 'In':
      return value !== undefined && values.includes(value);
    case 'NotIn':
      return values.length > 0 && (value === undefined || !values.includes(value));
    case 'Exists':
      return values.length === 0 && value !== undefined;
    case 'DoesNotExist':
      return values.length === 0 && value === undefined;
    default:
      return false;
  }
};

/** Whether a plain map of labels (a Service's selector) is part of these labels. */
export const hasLabels = (labels: Labels, wanted: unknown): boolean =>
  isRecord(wanted) && Object.entries(wanted).every(([name, value]) => own(labels, name) === value);

/** Whether a LabelSelector matches; an empty one matches everything, one that is no object nothing. */
export const selects = (selector: unknown, labels: Labels): boolean => {
  if (!isRecord(selector)) return false;
  const { matchLabels = null, matchExpressions = null } = selector;
  return (
    (matchLabels === null || hasLabels(labels, matchLabels)) &&
    (matchExpressions === null || (Array.isArray(matchExpressions) && matchExpressions.every((expression) => meets(expression, labels))))
  );
};
