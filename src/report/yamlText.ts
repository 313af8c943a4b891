import { Document, Scalar, visit } from 'yaml';
import { escaped, steers } from './jsonText.ts';

/** Plain and block texts can show control characters, and lose what ends in line breaks once the last one is cut. */
const needsQuotes = (value: unknown): boolean => typeof value === 'string' && (steers(value) || value.endsWith('\n'));

/** YAML for programs that is safe to look at. */
export const yamlText = (value: unknown): string => {
  const document = new Document(value, { aliasDuplicateObjects: false });
  visit(document, {
    Scalar: (_key, node) => {
      if (needsQuotes(node.value)) node.type = Scalar.QUOTE_DOUBLE;
    },
  });
  return escaped(document.toString({ lineWidth: 0 })).replace(/\n$/, '');
};
