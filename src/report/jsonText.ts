/** What JSON lets through although it steers a terminal: C1 controls, marks and overrides of writing direction, invisible characters. */
const STEERING = /[\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/g;

/** The characters as JSON and YAML strings write them, so that nothing is lost. */
export const escaped = (text: string): string =>
  text.replace(STEERING, (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`);

/** JSON for programs that is safe to look at. */
export const jsonText = (value: unknown): string => escaped(JSON.stringify(value, null, 2));

/** Whether YAML has to write this text in double quotes, where everything can be escaped. */
export const steers = (text: string): boolean => /[\u0000-\u0009\u000b-\u001f]/.test(text) || text.search(STEERING) >= 0;
