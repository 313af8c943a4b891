import { Document, isScalar, Scalar, visit } from 'yaml';
import { escaped, steers } from './jsonText.ts';

/** YAML for programs that is safe to look at. */
export const yamlText = (value: unknown): string => {
  const document = new Document(value, { aliasDuplicateObjects: false });
  visit(document, {
    Scalar: (_key, node) => {
      if (isScalar(node) && typeof node.value === 'string' && steers(node.value)) node.type = Scalar.QUOTE_DOUBLE;
    },
  });
  return escaped(document.toString({ lineWidth: 0 })).trimEnd();
};
