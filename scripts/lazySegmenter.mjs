// In the bundle this stands for Intl.Segmenter, which reads tables for tens of milliseconds when it is made: text in ASCII never needs it.
const { Segmenter } = Intl;

export class LazySegmenter {
  #arguments;
  #segmenter;

  constructor(...of) {
    this.#arguments = of;
  }

  segment(text) {
    this.#segmenter ??= new Segmenter(...this.#arguments);
    return this.#segmenter.segment(text);
  }
}
