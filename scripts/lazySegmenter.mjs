// In the bundle this stands for Intl.Segmenter, which reads tables for tens of milliseconds when it is made.
// They are read for the first text that needs them; in the letters, lines and signs that every frame is made of each one is a cluster.
const { Segmenter } = Intl;

const SINGLE = /^[\u001b\n -~\u00a1-\u00ac\u00ae-\u02ff\u2010-\u2027\u2190-\u2193\u2500-\u25fc]*$/;

function* each(text) {
  for (let index = 0; index < text.length; index++) yield { segment: text[index], index, input: text };
}

export class LazySegmenter {
  #locales;
  #options;
  #segmenter;

  constructor(locales, options) {
    this.#locales = locales;
    this.#options = options;
  }

  segment(text) {
    if ((this.#options?.granularity ?? 'grapheme') === 'grapheme' && SINGLE.test(text))
      return { [Symbol.iterator]: () => each(text), containing: (index) => this.#whole(text).containing(index) };
    return this.#whole(text);
  }

  #whole(text) {
    this.#segmenter ??= new Segmenter(this.#locales, this.#options);
    return this.#segmenter.segment(text);
  }
}
