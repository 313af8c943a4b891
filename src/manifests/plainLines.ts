/** Thrown for everything that is not in the plain part of YAML. */
export const NOT_PLAIN = new Error('not in the plain part of YAML');

const SPACE = 0x20;
const HASH = 0x23;
const BREAK = 0x0a;
const MARKER = /(?:---|\.\.\.|%)/y;
const DOCUMENT = /--- *$/my;

/** Walks over the lines of a text that have content. */
export class PlainLines {
  readonly text: string;
  /** Of the content that is not read yet. */
  at = 0;
  /** Columns before it; -1 between documents and at the end. */
  indent = -1;
  /** Where this line's break stands. */
  end = -1;

  constructor(text: string) {
    this.text = text;
  }

  /** Whether nothing but a comment is left of this line. */
  get isOver(): boolean {
    return this.at >= this.end || this.text.charCodeAt(this.at) === HASH;
  }

  /** Past the spaces. */
  skip(): void {
    while (this.text.charCodeAt(this.at) === SPACE) this.at++;
  }

  /** To the content of the next line that has some. */
  forward(): void {
    const { text } = this;
    for (let start = this.end + 1; start < text.length; start = this.end + 1) {
      let at = start;
      while (text.charCodeAt(at) === SPACE) at++;
      const letter = text.charCodeAt(at);
      const next = letter === BREAK ? at : text.indexOf('\n', at);
      this.end = next < 0 ? text.length : next;
      if (letter === BREAK || letter === HASH || at >= text.length) continue;
      this.at = at;
      this.indent = at - start;
      if (at === start) this.#marker();
      return;
    }
    this.at = this.end = text.length;
    this.indent = -1;
  }

  #marker(): void {
    MARKER.lastIndex = DOCUMENT.lastIndex = this.at;
    if (!MARKER.test(this.text)) return;
    if (!DOCUMENT.test(this.text)) throw NOT_PLAIN;
    this.indent = -1;
  }

  /** The text of the lines below that stand further right than `column`, as `|` has them; then on to the next line. */
  literal(column: number, keepsBreak: boolean): string {
    const { text } = this;
    const first = this.end + 1;
    let indent = 0;
    while (text.charCodeAt(first + indent) === SPACE) indent++;
    if (indent <= column || text.charCodeAt(first + indent) === BREAK) throw NOT_PLAIN;
    const lines: string[] = [];
    let start = first;
    for (; start < text.length; start = this.end + 1) {
      let at = start;
      while (at < start + indent && text.charCodeAt(at) === SPACE) at++;
      if (at < start + indent && text.charCodeAt(at) !== BREAK) break;
      const next = text.indexOf('\n', at);
      if (next < 0) throw NOT_PLAIN;
      this.end = next;
      lines.push(text.slice(at, next));
    }
    this.end = start - 1;
    while (lines.at(-1) === '') lines.pop();
    this.forward();
    return lines.join('\n') + (keepsBreak ? '\n' : '');
  }
}
