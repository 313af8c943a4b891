// In the bundle this stands for Ink's sanitize-ansi.js, which takes every text of every frame apart: plain text stays as it is.
import sanitizeAnsi from '../node_modules/ink/build/sanitize-ansi.js';
import { isPlain } from './plainText.mjs';

export default (text) => (isPlain(text) ? text : sanitizeAnsi(text));
