/** The panel's own controls: brush, palette, switches; on narrow screens it opens and closes. */

import { push } from "./history.js";
import { clearing, remaining } from "./strokes.js";
import { BASIC, bindSwatches, showSwatches } from "./swatches.js";

const at = (id) => document.getElementById(id);
const SHOWN = { dots: "dots", strokes: "full", nothing: "hidden" };
const narrow = matchMedia("(max-width: 760px)");

export function bindPanel(store) {
  bindBrush(store);
  bindPalette(store);
  for (const key of ["clean", "flats", "shade"]) {
    at(key).addEventListener("change", () => store.set({ [key]: at(key).checked }));
  }
  store.subscribe(["flats", "shade"], ({ flats }) => {
    at("shade").disabled = !flats; // the shade of the flats: without these there is none apart
  });
  at("clear").addEventListener("click", () => store.set({ history: push(store.get().history, clearing) }));
  store.subscribe(["history"], ({ history }) => (at("clear").disabled = !remaining(history.done).length));
  bindOpening();
}

function bindBrush(store) {
  for (const well of document.querySelectorAll("[data-color]")) {
    well.addEventListener("input", () => store.set({ color: well.value }));
    well.addEventListener("change", () => store.set({ tool: "brush" }));
    store.subscribe(["color"], ({ color }) => (well.value = color));
  }
  showSwatches(store, at("swatches"), BASIC);
  bindSwatches(store, at("swatches"));
  at("size").addEventListener("input", () => store.set({ size: Number(at("size").value) }));
  store.subscribe(["size"], ({ size }) => {
    at("size").value = size;
    at("size-shown").textContent = (size / 10).toFixed(1) + " %";
  });
  at("hints").addEventListener("click", () => cycleShown(store));
  store.subscribe(["shown"], ({ shown }) => (at("hints").textContent = `Strokes: ${SHOWN[shown]}`));
}

/** Dots, whole strokes, nothing, and again. */
export function cycleShown(store) {
  const all = Object.keys(SHOWN);
  store.set({ shown: all[(all.indexOf(store.get().shown) + 1) % all.length] });
}

function bindPalette(store) {
  const mode = at("palette-mode");
  at("remove-palette").addEventListener("click", () => store.set({ palette: null }));
  mode.addEventListener("change", () => store.set({ paletteMode: mode.value }));
  store.subscribe(["paletteMode"], ({ paletteMode }) => (mode.value = paletteMode));
  store.subscribe(["palette"], ({ palette }) => {
    at("choose-palette").textContent = palette?.name ?? "Any colours";
    at("choose-palette").title = palette ? "Choose another palette" : "Choose a palette: a file of colours, or a picture";
    at("remove-palette").disabled = mode.disabled = !palette;
    mode.title = palette ? "How the palette is kept to" : "Choose a palette first";
  });
}

function bindOpening() {
  const panel = at("panel");
  const show = (open) => {
    panel.toggleAttribute("data-open", open);
    panel.inert = narrow.matches && !open;
    at("options").setAttribute("aria-expanded", String(open));
  };
  at("options").addEventListener("click", () => show(!panel.hasAttribute("data-open")));
  at("close-panel").addEventListener("click", () => {
    show(false);
    at("options").focus();
  });
  at("overlay").addEventListener("pointerdown", () => show(false));
  narrow.addEventListener("change", () => show(false));
  addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !panel.hasAttribute("data-open")) return;
    show(false);
    at("options").focus();
  });
  show(false);
}
