/** Words of a name by which it is a credential, wherever they stand in it. */
const SECRET_WORD =
  /^(password|passwd|passphrase|passw|pwd|pw|pass|secret|secrets|token|apikey|credential|credentials|jwt|bearer|pat|pgpass|requirepass)$/;
const KEY_OF =
  /^(access|account|api|app|auth|batch|client|encryption|jwt|license|master|private|secret|shared|signing|ssh|storage|anthropic|datadog|dd|mailgun|openai|sendgrid|stripe|twilio)$/;
/** Behind the name of a key: which of several it is. */
const WHICH = /^(live|prod|production|staging|stage|test|dev|old|new|primary|secondary|v?\d+)$/;
/** Last words by which a name speaks about a credential and is none. */
const ABOUT =
  /^(file|path|dir|name|names|ref|url|uri|endpoint|host|port|ttl|expiry|expiration|expires|timeout|lifetime|duration|length|size|limit|type|algorithm|issuer|audience|policy|enabled|required|mount|manager|store|provider|backend|namespace|header|prefix|version|count|rotation|id)$/;

/** Words run together: `dbpassword`, `authtoken`, `clientsecret`. */
const ENDING = /(passw(or)?d|passphrase|secret|token|apikey|accesskey|privatekey|secretkey)$/;

const wordsOf = (name: string): readonly string[] =>
  name
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '');

const isKey = (words: readonly string[]): boolean => {
  const last = words.findLastIndex((word) => !WHICH.test(word));
  return words[last] === 'key' && words.some((word) => KEY_OF.test(word));
};
const isAccessKeyId = (words: readonly string[]): boolean => words.join(' ').endsWith('access key id');

/** In every name that is a credential's: most names need no taking apart. */
const HINT = /pass|pw|secret|token|key|credential|jwt|bearer|pat/i;

const tellsOne = (name: string): boolean => {
  const words = wordsOf(name);
  if (isKey(words) || isAccessKeyId(words)) return true;
  return words.some((word) => SECRET_WORD.test(word) || ENDING.test(word)) && !ABOUT.test(words.at(-1) ?? '');
};

/** The same fields and settings come again and again, in every object and every record of it. */
const told = new Map<string, boolean>();
const MOST_TOLD = 10_000;

const namesOne = (name: string): boolean => {
  if (!HINT.test(name)) return false;
  let is = told.get(name);
  if (is !== undefined) return is;
  if (told.size >= MOST_TOLD) told.clear();
  told.set(name, (is = tellsOne(name)));
  return is;
};

/** `/run/secrets/db`, `./key`, `https://…`, `vault:secret/db`, `secret/data/db#password`: where it is. Keys have slashes too, among capital letters. */
const PLACE = /^(?:[./~]|[a-z][a-z0-9+.-]*:.*\/|[a-z0-9][a-z0-9._-]*(?:\/[a-z0-9._-]+)+(?:#[\w.-]+)?$)/;

/** What no program takes for a secret: empty, a reference, a folder or address, yes and no, a sentence. */
const isHarmless = (value: string): boolean =>
  value === '' ||
  /\s/.test(value) ||
  /^\$[({]/.test(value) ||
  /^(true|false|yes|no|none|null|disabled|enabled)$/i.test(value) ||
  PLACE.test(value);

/** Values that are credentials whatever they are called. */
const SHAPES: readonly (readonly [RegExp, string])[] = [
  [/---BEGIN ([A-Z0-9]+ )*PRIVATE KEY-{3}/, 'a private key'],
  [/\bAKIA[0-9A-Z]{16}\b/, 'an AWS access key'],
  [/\bgh[pousr]_[A-Za-z0-9]{36,}/, 'a GitHub token'],
  [/\bxox[abprs]-[A-Za-z0-9-]{10,}/, 'a Slack token'],
  [/\bhooks\.slack\.com\/services\/\w+\/\w+\/\w+/, 'a Slack webhook'],
  [/\bgithub_pat_\w{20,}/, 'a GitHub token'],
  [/\bglpat-[\w-]{20,}/, 'a GitLab token'],
  [/\bnpm_[A-Za-z0-9]{36}/, 'an npm token'],
  [/\bhf_[A-Za-z0-9]{30,}/, 'a Hugging Face token'],
  [/\bAIza[\w-]{35}/, 'a Google API key'],
  [/\b[sr]k_(?:live|test)_[A-Za-z0-9]{10,}/, 'a Stripe key'],
  [/\bSG\.[\w-]{16,}\.[\w-]{16,}/, 'a SendGrid key'],
  [/\bsk-(?:(?:proj|ant|svcacct)-[\w-]{20,}|[A-Za-z0-9]{32,})/, 'an API key'],
  [/\.(?<=\beyJ[\w-]{8,}\.)eyJ[\w-]{8,}\.[\w-]{8,}/, 'a JSON web token'],
  [/\b[a-z][a-z0-9+.-]{0,30}:\/\/[^\s:/?#@$]*:[^\s/@$({]{1,}@/i, 'an address with a password'],
  [/^[^\s:@/]+:[^\s@$({]+@(tcp|unix)\(/, 'an address with a password'],
  [/(^|;)\s*(password|pwd|accountkey|sharedaccesskey)=[^;\s$]+(;|$)/i, 'a connection string with a password'],
];

/** In every value of these shapes: most values need one look. */
const SHAPED =
  /BEGIN|AKIA|gh[pousr]_|xox|eyJ|_pat_|glpat|npm_|hf_|AIza|k_live|k_test|SG\.|sk-|slack\.com|:\/\/|@tcp\(|@unix\(|(password|pwd|key)=/i;

const shapeOf = (value: string): string | undefined =>
  SHAPED.test(value) ? SHAPES.find(([pattern]) => pattern.test(value))?.[1] : undefined;

/** `BASIC_AUTH`, `-u`: what follows the colon of `user:password` is one; after a host stands a port. */
const isPair = (name: string, value: string): boolean =>
  /(?:^|[^a-z])auth$|^u$/i.test(name) && /^[^\s:/]+:(?!\d+$)[^\s:/]{3,}$/.test(value);

/** What a plain value seems to be, `a private key` or `a credential by its name`; never the value itself. Undefined for neither. */
export const credentialIn = (name: string, value: unknown): string | undefined => {
  if (typeof value !== 'string' || value === '') return undefined;
  const shape = shapeOf(value);
  if (shape !== undefined) return shape;
  return (namesOne(name) && !isHarmless(value)) || isPair(name, value) ? 'a credential by its name' : undefined;
};

/** Files of settings: what stands in them as `name = value` or `name: value` is no program. */
const SETTINGS = /\.(properties|env|ini|cfg|conf|cnf|toml|ya?ml)$/i;
const SETTING = /^(?:-\s+)?(?:export\s+)?["']?([A-Za-z][\w.-]*)["']?\s*[=:](.*)$/;
/** Of the names of credentials, those that in a file of settings are hardly ever the name of a Secret or of a key of one. */
const FIRM = /(passw(or)?d|pwd|passphrase|api_?key|(?:secret|private|access)_?key|client_?secret|token)$/;
/** What is filled in later, worked out, or encrypted. */
const FILLED_IN = /[${}<>()[\]*]|^[%@|>&!]|^(string|str|ENC|env|file|secret|vault)\b/;

const unquoted = (value: string): string =>
  /^(["'])(.*?)\1(?:\s*[#;,].*)?$/.exec(value)?.[2] ?? value.replace(/(?<!\s)\s+[#;].*$/, '').replace(/[,;]$/, '');

/** The settings in a text that seem to be credentials, with their lines, counted from 1. */
export const credentialLines = (file: string, text: string): readonly { readonly line: number; readonly name: string }[] => {
  if (!SETTINGS.test(file) || !HINT.test(text)) return [];
  return text.split('\n').flatMap((written, i) => {
    const [, name = '', right = ''] = SETTING.exec(written.trim()) ?? [];
    const value = unquoted(right.trimStart());
    const isFirm = namesOne(name) && FIRM.test(wordsOf(name).join('_'));
    const isNumber = /^\d+$/.test(value) && !/(passw(or)?d|pwd)$/i.test(name);
    return !isFirm || isNumber || isHarmless(value) || FILLED_IN.test(value) ? [] : [{ line: i + 1, name }];
  });
};

/** What stands for a value without being one: a reference to a variable, a placeholder, yes and no. */
const isStandIn = (value: string): boolean => /^(\$[({].*|<.*>|\*+|true|false|yes|no|none|null|disabled|enabled)$/is.test(value);

/**
 * Whether a value must be neither shown nor recorded. As `credentialIn`, but what has a credential's name is hidden whatever
 * it looks like: passphrases have blanks and keys have slashes, and what has been shown cannot be taken back.
 */
export const mustHide = (name: string, value: string): boolean =>
  value !== '' && !isStandIn(value) && (shapeOf(value) !== undefined || namesOne(name) || isPair(name, value));

/** `name=value`, `name: value`, `"name":"value"`, `--name value`: the text before the value, the name, the value. */
const ASSIGNED = /((?<![\w.-])-{0,2}([A-Za-z][\w.-]*)["']?(?:[ \t]*=[ \t]*|[ \t]*:[ \t]+|"[ \t]*:[ \t]*)["']?)([^\s"',;&]+)/g;
const FLAG = /((?<!\S)-{1,2}([A-Za-z][\w.-]*)[ \t]+["']?)([^\s"'-][^\s"']*)/g;
const HEADER = /(\b(authorization)["']?\s*:\s*["']?(?:bearer|basic|token)\s+)([^\s"']+)/gi;

/** A text, such as a command, with what `hide` makes of every credential in it. */
export const hideIn = (text: string, hide: (value: string) => string): string => {
  if (!HINT.test(text) && !/auth|-u/i.test(text) && !SHAPED.test(text)) return text;
  const replaced = (all: string, lead: string, name: string, value: string): string =>
    mustHide(name, value) || /^authorization$/i.test(name) ? lead + hide(value) : all;
  return text.replace(HEADER, replaced).replace(ASSIGNED, replaced).replace(FLAG, replaced);
};

/** The flag that an argument is, if its value is the argument after it: `--db-password`. */
export const flagOf = (argument: unknown): string | undefined =>
  typeof argument === 'string' ? /^-{1,2}([A-Za-z][\w.-]*)$/.exec(argument)?.[1] : undefined;
