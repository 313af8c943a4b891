import { Document, visit } from 'yaml';

/** Plain words that some YAML reader takes for a number, a date, a merge or a line of their own. */
const ODD_WORD = /^(?:[-+.~\d].*|<<|=)$/s;

/** Line breaks, controls and marks that readers of YAML 1.1 and 1.2 see differently; JSON can escape them. */
const ODD_CHARACTER = /[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/g;

const escaped = (text: string): string => text.replace(ODD_CHARACTER, (mark) => `\\u${mark.charCodeAt(0).toString(16).padStart(4, '0')}`);

/** A JSON value as YAML that kubectl reads as the same value: whatever only some readers take for a string is quoted. */
export const asYaml = (value: unknown): string => {
  const json = JSON.stringify(value, undefined, 2);
  if (json.search(ODD_CHARACTER) >= 0) return `${escaped(json)}\n`;
  const document = new Document(value, { compat: 'yaml-1.1', aliasDuplicateObjects: false });
  visit(document, {
    Scalar: (_key, node) => {
      if (typeof node.value === 'string' && ODD_WORD.test(node.value)) node.type = 'QUOTE_DOUBLE';
    },
  });
  return document.toString({ lineWidth: 0 });
};
