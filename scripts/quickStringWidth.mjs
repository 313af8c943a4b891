// In the bundle this stands for string-width, whose tables of emoji and grapheme clusters take tens of milliseconds to build.
// They are built for the first text that needs them; the letters, lines and signs that every frame is made of do not.
const SINGLE = /^[ -~\u00a1-\u00ac\u00ae-\u02ff\u2010-\u2027\u2190-\u2193\u2500-\u25fc]*$/;
const COLOURS = /\u001b\[[\d;]*m/g;

let whole;

export default function stringWidth(text, options) {
  if (typeof text === 'string' && options === undefined) {
    const shown = text.includes('\u001b') ? text.replace(COLOURS, '') : text;
    if (SINGLE.test(shown)) return shown.length;
  }
  whole ??= require('string-width').default;
  return whole(text, options);
}
