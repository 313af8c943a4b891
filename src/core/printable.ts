/** OSC, DCS, SOS, PM and APC up to their end (or what begins anew, or the end of the text), then CSI, then any other escape sequence. */
const SEQUENCES =
  /(?:\u001b[\]PX^_]|[\u009d\u0090\u0098\u009e\u009f])[^\u0007\u001b\u009c]*(?:\u0007|\u001b\\|\u009c)?|(?:\u001b\[|\u009b)[0-?]*[ -/]*[@-~]?|\u001b[ -/]*[0-~]?/g;

const SPACES = /[\t\n\v\f\r\u0085\u2028\u2029]+/g;

/** C0 and C1 controls, marks and overrides of writing direction, invisible characters that make two names look alike. */
const CONTROLS =
  /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}]/gu;

/** ASCII and what our own screens are drawn with; it spares the start of the program the making of the large expressions above. */
const PLAIN = /^[ -~·…←-⇿─-◿]*$/;

/** Text from outside as one line that can only be read: it cannot move the cursor, colour, link, reorder or hide anything. */
export const printable = (text: string): string =>
  PLAIN.test(text) ? text : text.toWellFormed().replace(SEQUENCES, '').replace(SPACES, ' ').replace(CONTROLS, '');
