/** Words of a name by which it is a credential, wherever they stand in it. */
const SECRET_WORD =
  /^(password|passwd|passphrase|passw|pwd|pass|secret|secrets|token|apikey|credential|credentials|jwt|bearer|pat|pgpass)$/;
const KEY_OF = /^(access|account|api|auth|batch|client|encryption|jwt|license|master|private|secret|shared|signing|ssh|storage)$/;
/** Last words by which a name speaks about a credential and is none. */
const ABOUT =
  /^(file|path|dir|name|names|ref|url|uri|endpoint|host|port|ttl|expiry|expiration|expires|timeout|lifetime|duration|length|size|limit|type|algorithm|issuer|audience|policy|enabled|required|mount|manager|store|provider|namespace|header|prefix|version|count|rotation|id)$/;

const wordsOf = (name: string): readonly string[] =>
  name
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '');

const isKey = (words: readonly string[]): boolean => words.at(-1) === 'key' && words.some((word) => KEY_OF.test(word));
const isAccessKeyId = (words: readonly string[]): boolean => words.join(' ').endsWith('access key id');

/** In every name that is a credential's: most names need no taking apart. */
const HINT = /pass|pwd|secret|token|key|credential|jwt|bearer|pat/i;

const namesOne = (name: string): boolean => {
  if (!HINT.test(name)) return false;
  const words = wordsOf(name);
  if (isKey(words) || isAccessKeyId(words)) return true;
  return words.some((word) => SECRET_WORD.test(word) || /passw(or)?d$/.test(word)) && !ABOUT.test(words.at(-1) ?? '');
};

/** What no program takes for a secret: empty, a reference, a folder or address, yes and no, a sentence. */
const isHarmless = (value: string): boolean =>
  value === '' ||
  /\s/.test(value) ||
  /^\$[({]/.test(value) ||
  /^(true|false|yes|no|none|null|disabled|enabled)$/i.test(value) ||
  value.includes('/');

/** Values that are credentials whatever they are called. */
const SHAPES: readonly (readonly [RegExp, string])[] = [
  [/-{3,}BEGIN ([A-Z0-9]+ )*PRIVATE KEY-{3}/, 'a private key'],
  [/\bAKIA[0-9A-Z]{16}\b/, 'an AWS access key'],
  [/\bgh[pousr]_[A-Za-z0-9]{36,}/, 'a GitHub token'],
  [/\bxox[abprs]-[A-Za-z0-9-]{10,}/, 'a Slack token'],
  [/\beyJ[\w-]{8,}\.eyJ[\w-]{8,}\.[\w-]{8,}/, 'a JSON web token'],
  [/\b[a-z][a-z0-9+.-]*:\/\/[^\s:/?#@$]*:[^\s/@$({]{1,}@/i, 'an address with a password'],
];

/** In every value of these shapes: most values need one look. */
const SHAPED = /BEGIN|AKIA|gh[pousr]_|xox|eyJ|:\/\//;

/** What a plain value seems to be, `a private key` or `a credential by its name`; never the value itself. Undefined for neither. */
export const credentialIn = (name: string, value: unknown): string | undefined => {
  if (typeof value !== 'string' || value === '') return undefined;
  const shape = SHAPED.test(value) ? SHAPES.find(([pattern]) => pattern.test(value)) : undefined;
  if (shape) return shape[1];
  return !isHarmless(value) && namesOne(name) ? 'a credential by its name' : undefined;
};
