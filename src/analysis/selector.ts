import { isRecord, items, text } from '../core/resource.ts';

type Labels = Readonly<Record<string, unknown>>;

const meets = (expression: Readonly<Record<string, unknown>>, labels: Labels): boolean => {
  const key = text(expression['key']);
  if (key === undefined) return false;
  const value = labels[key];
  const values: readonly unknown[] = Array.isArray(expression['values']) ? expression['values'] : [];
  switch (expression['operator']) {
    case 'In':
      return value !== undefined && values.includes(value);
    case 'NotIn':
      return value === undefined || !values.includes(value);
    case 'Exists':
      return value !== undefined;
    case 'DoesNotExist':
      return value === undefined;
    default:
      return false;
  }
};

/** Whether a plain map of labels (a Service's selector) is part of these labels. */
export const hasLabels = (labels: Labels, wanted: unknown): boolean =>
  isRecord(wanted) && Object.entries(wanted).every(([name, value]) => labels[name] === value);

/** Whether a LabelSelector matches; an empty one matches everything, one that is no object nothing. */
export const selects = (selector: unknown, labels: Labels): boolean => {
  if (!isRecord(selector)) return false;
  const { matchLabels, matchExpressions } = selector;
  return (
    (matchLabels === undefined || matchLabels === null || hasLabels(labels, matchLabels)) &&
    items(matchExpressions).every((expression) => meets(expression, labels))
  );
};
