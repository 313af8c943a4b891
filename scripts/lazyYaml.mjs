// In the bundle this stands for yaml, a package of seventy modules that run when it is loaded: they do for the first text.
const whole = () => require('yaml');

const later = (name) =>
  new Proxy(function () {}, {
    apply: (_target, _self, args) => whole()[name](...args),
    construct: (_target, args) => new (whole()[name])(...args),
    get: (_target, key) => whole()[name][key],
  });

export const Document = later('Document');
export const Scalar = later('Scalar');
export const isMap = later('isMap');
export const isScalar = later('isScalar');
export const isSeq = later('isSeq');
export const parse = later('parse');
export const parseDocument = later('parseDocument');
export const stringify = later('stringify');
export const visit = later('visit');
