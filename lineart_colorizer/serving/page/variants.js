/** Variants side by side: other answers of a model to the same drawing. Choosing one goes on with it. */

import { colorize } from "./api.js";
import { COLORED_BY, fieldsOf } from "./asked.js";
import { onBusy } from "./coloring.js";
import { newestOf } from "./newest.js";
import { complain, say, showProgress } from "./status.js";

const COUNT = 4;

const fromBase64 = (text) => new Blob([Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0))], { type: "image/png" });

/** grid: the element that they are shown in. */
export function showVariants(store, grid) {
  let first = 1; // seed of the first that is shown
  let madeFor = null; // the state that they were made for

  const make = newestOf(async (signal, state) => {
    const fields = await fieldsOf(state, state.picture.preview, { variants: COUNT, seed: first });
    const { images } = await (await colorize(fields, { accept: "application/json", signal })).json();
    return Promise.all(images.map((image) => createImageBitmap(fromBase64(image))));
  }, onBusy);

  const stale = (state) => !madeFor || COLORED_BY.some((key) => key !== "seed" && state[key] !== madeFor[key]);

  async function refresh(again = false) {
    const state = store.get();
    if (state.view !== "variants" || !state.picture || !(again || stale(state))) return;
    madeFor = state;
    grid.replaceChildren(); // what it showed is of another drawing, or of other strokes
    if (!state.models.find((each) => each.name === state.model)?.varies) {
      make.stop(); // or its answer would take the explanation's place
      showProgress("variants", false);
      return grid.replaceChildren(explanation());
    }
    showProgress("variants", true);
    say("Colouring four variants…");
    try {
      const bitmaps = await make(state);
      if (!bitmaps) return;
      grid.replaceChildren(...bitmaps.map((bitmap, at) => choice(bitmap, at, state)), moreButton());
      say("Four variants");
    } catch (error) {
      madeFor = null;
      if (store.get().view === "variants") store.set({ view: "color" });
      complain(error.message);
    }
    showProgress("variants", false);
  }

  function choice(bitmap, at, state) {
    const button = document.createElement("button");
    const canvas = document.createElement("canvas");
    Object.assign(canvas, { width: bitmap.width, height: bitmap.height });
    canvas.getContext("2d").drawImage(bitmap, 0, 0);
    button.append(canvas);
    Object.assign(button, { type: "button", className: "choice" });
    button.setAttribute("aria-label", `Variant ${at + 1}`);
    button.setAttribute("aria-pressed", String(store.get().seed === first + at));
    button.addEventListener("click", async () => {
      const copy = await createImageBitmap(bitmap); // the board closes what it no longer shows
      store.set({ seed: first + at, view: "color", result: { bitmap: copy, done: state.history.done } });
    });
    return button;
  }

  function moreButton() {
    const button = document.createElement("button");
    Object.assign(button, { type: "button", className: "button more", textContent: "Four others" });
    button.addEventListener("click", () => {
      first += COUNT;
      refresh(true);
    });
    return button;
  }

  function explanation() {
    const text = "This model has one answer to each drawing. Models that learn with --dropout have variants.";
    return Object.assign(document.createElement("p"), { textContent: text });
  }

  store.subscribe(["view", ...COLORED_BY], ({ view, picture }) => {
    grid.hidden = view !== "variants";
    if (picture) grid.style.setProperty("--columns", picture.height > 1.6 * picture.width ? COUNT : 2);
    refresh();
  });
}
