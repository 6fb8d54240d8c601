/** What the page knows, in one place. Who shows a part of it subscribes; nobody else holds a copy. */

import { empty } from "./history.js";

/**
 * picture: as `picture.js` reads it. history: as `history.js`. tool: brush, eraser, eyedropper, hand. size: of the brush, in
 * thousandths of the picture's longer side. view: color, compare, lines, variants. split: where compare divides, 0..1 of the width.
 * shown: of strokes, dots, strokes or nothing. label: "" is none. palette: {name, file, ofReference}. paletteMode: limit, steer. seed: null, or the chosen variant's.
 * before: {picture, history, seed, force, model} of the drawing that was painted on, and gave way to another; null where there is none.
 * limits: {pixels, bytes} of a picture and of a request, as the service says; null until then.
 * result: {bitmap, done}, the coloured preview and the strokes that it shows.
 */
const initial = {
  picture: null,
  history: empty,
  before: null,
  tool: "brush",
  color: "#e5484d",
  size: 24,
  view: "color",
  split: 0.5,
  shown: "dots",
  models: [],
  limits: null,
  model: "",
  label: "",
  palette: null,
  paletteMode: "limit",
  flats: false,
  shade: false,
  clean: false,
  force: false,
  seed: null,
  result: null,
};

export function createStore() {
  let state = Object.freeze({ ...initial });
  const listeners = [];
  return {
    get: () => state,
    /** Changes some of it, and tells who subscribed to any of what changed. */
    set(changes) {
      const changed = Object.keys(changes).filter((key) => !Object.is(state[key], changes[key]));
      state = Object.freeze({ ...state, ...changes });
      for (const { keys, listener } of listeners) if (keys.some((key) => changed.includes(key))) listener(state);
    },
    /** listener(state), now and whenever one of the keys changes. */
    subscribe(keys, listener) {
      listeners.push({ keys, listener });
      listener(state);
    },
  };
}
