import { hideIn } from './credentials.ts';

const HIDDEN = '***';

/** Credentials by their shape, wherever they stand in a text: what stays before them, and they themselves. */
const SHAPES: readonly RegExp[] = [
  /(\b[a-z][a-z0-9+.-]{0,30}:\/\/[^\s:/?#@]{0,256}:)[^\s/@]{1,512}(?=@)/gi,
  /((?:^|[\s"'])[^\s:@/"']{1,256}:)[^\s@"']{1,512}(?=@(?:tcp|unix)\()/g,
  /(-{3}BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY-{3,5})[\s\S]*?(?=-{3,5}END|$)/g,
  /(\b)AKIA[0-9A-Z]{16}\b/g,
  /(\b)gh[pousr]_[A-Za-z0-9]{36,}/g,
  /(\b)xox[abprs]-[A-Za-z0-9-]{10,}/g,
  /(\b)eyJ[\w-]{8,4096}\.eyJ[\w-]{8,4096}\.[\w-]{8,4096}/g,
  /((?:accountkey|sharedaccesskey)=)[^;\s]+/gi,
];

/** What a program, a server or a webhook said, with `***` for every credential in it. */
export const hiddenIn = (text: string): string =>
  SHAPES.reduce(
    (so, shape) => so.replace(shape, `$1${HIDDEN}`),
    hideIn(text, () => HIDDEN),
  );
