/** Lines of characters that take one cell each, coloured or not: no controls, no marks, nothing wide. */
const CELLS = '[\\n -~\\u00a1-\\u00ac\\u00ae-\\u02ff\\u2010-\\u2027\\u2190-\\u2193\\u2500-\\u25fc]*';
const COLOUR = '\\u001b\\[[\\d;]*m';

const PLAIN = new RegExp(`^${CELLS}(?:${COLOUR}${CELLS})*$`);

export const isPlain = (text) => PLAIN.test(text);

/** Without its colours. */
const COLOURS = new RegExp(COLOUR, 'g');
export const shown = (text) => (text.includes('\u001b') ? text.replace(COLOURS, '') : text);
