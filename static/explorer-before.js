// Comes before Altair, so that it lives under a policy without inline styles and without eval.
const { nonce } = document.querySelector("app-root").dataset;
const create = document.createElement;
document.createElement = function (...given) {
  const element = create.apply(this, given);
  if (element instanceof HTMLStyleElement) element.nonce = nonce; // its libraries forget it
  return element;
};
// A library tries whether code can be made from text; the browser would report that as an attack.
globalThis.Function = new Proxy(Function, {
  construct() {
    throw new EvalError("No code is made from text here.");
  },
});
