/** Puts the page together. */

import { takeToken } from "./api.js";
import { keepColored } from "./coloring.js";
import { bindCompare } from "./compare.js";
import { download } from "./download.js";
import { openExample } from "./example.js";
import { bindDropAndPaste, bindPicker } from "./files.js";
import { empty, push, redo, undo } from "./history.js";
import { bindKeyboardBrush } from "./keyboard_brush.js";
import { bindModels } from "./models.js";
import { bindPanel, cycleShown } from "./panel.js";
import { tooLarge } from "./limits.js";
import { colorAt, held, newestFile, readDrawing } from "./picture.js";
import { listenToPointers } from "./pointer.js";
import { bindReference } from "./reference.js";
import { bindShortcuts } from "./shortcuts.js";
import { createStage } from "./stage.js";
import { createStore } from "./state.js";
import { close, complain } from "./status.js";
import { remaining } from "./strokes.js";
import { bindTheme } from "./theme.js";
import { showVariants } from "./variants.js";

const VIEWS = ["color", "compare", "lines", "variants"];
const ZOOM = 1.25;
const at = (id) => document.getElementById(id);

takeToken();
const store = createStore();
const stage = createStage(store, at("board"), at("picture"), at("overlay"));
const { strokeEnded, recolor } = keepColored(store);

/** Complains where a file cannot be used. */
const guarded = (use) => async (file) => {
  try {
    await use(file);
  } catch (error) {
    complain(error.message);
  }
};

const isPainted = () => remaining(store.get().history.done).length > 0;

const openDrawing = guarded(
  newestFile(readDrawing, (opened) => {
    const { picture, history, seed, force, model, before, limits } = store.get();
    close();
    store.set({
      before: isPainted() ? { picture, history, seed, force, model } : before,
      picture: opened, history: empty, result: null, seed: null, force: false, view: "color",
    });
    const said = limits && tooLarge(opened, limits);
    if (said) complain(said, null, true);
  }),
);

/** Whether the drawing that gave way to this one comes back by undo: where nothing was painted on this one, which would be lost. */
const goesBack = ({ history, before }) => before !== null && !history.done.length && !history.undone.length;

function undoLast() {
  const { history, before, model } = store.get();
  if (!goesBack(store.get())) return store.set({ history: undo(history) });
  const { model: theirs, ...back } = before;
  close();
  store.set({ ...back, seed: theirs === model ? back.seed : null, before: null, result: null });
}

const painting = {
  onStroke(stroke, ended) {
    strokeEnded(ended);
    store.set({ history: push(store.get().history, stroke) });
  },
  onPick(x, y) {
    const { picture, result, view } = store.get();
    const shown = result && view !== "lines" ? result.bitmap : picture.bitmap;
    const color = colorAt(shown, (x * shown.width) / picture.width, (y * shown.height) / picture.height);
    if (color) store.set({ color, tool: "brush" });
  },
  isCovered: () => at("panel").hasAttribute("data-open") || at("download").open,
};
const resizeBrush = (factor) => () => store.set({ size: Math.min(120, Math.max(4, Math.round(store.get().size * factor))) });
const choose = (tool) => () => store.set({ tool });
const actions = {
  brush: choose("brush"),
  eraser: choose("eraser"),
  eyedropper: choose("eyedropper"),
  hand: choose("hand"),
  smaller: resizeBrush(1 / ZOOM),
  larger: resizeBrush(ZOOM),
  undo: undoLast,
  redo: () => store.set({ history: redo(store.get().history) }),
  view: ({ key }) => store.set({ view: VIEWS[key - 1] }),
  shown: () => cycleShown(store),
  zoomIn: () => stage.zoom(ZOOM),
  zoomOut: () => stage.zoom(1 / ZOOM),
  fit: stage.fit,
  open: () => at("open").click(),
  save: () => download(store, "image"),
  help: () => at("shortcuts").showModal(),
};

function bindRadios(name, key) {
  const inputs = [...document.querySelectorAll(`input[name="${name}"]`)];
  for (const input of inputs) input.addEventListener("change", () => store.set({ [key]: input.value }));
  store.subscribe([key], (state) => inputs.forEach((input) => (input.checked = input.value === state[key])));
}

function bindBar() {
  at("undo").addEventListener("click", actions.undo);
  at("redo").addEventListener("click", actions.redo);
  at("help").addEventListener("click", actions.help);
  at("fit").addEventListener("click", actions.fit);
  at("zoom-in").addEventListener("click", actions.zoomIn);
  at("zoom-out").addEventListener("click", actions.zoomOut);
  stage.onMove(({ scale }) => (at("fit").textContent = `${Math.round(100 * scale)} %`));
  store.subscribe(["history", "before"], (state) => {
    at("undo").disabled = !state.history.done.length && !goesBack(state);
    at("redo").disabled = !state.history.undone.length;
  });
  store.subscribe(["picture"], ({ picture }) => {
    at("name").textContent = picture ? `${picture.title ?? picture.name} · ${picture.width} × ${picture.height}` : "";
  });
}

function bindMenu() {
  const menu = at("download");
  for (const button of menu.querySelectorAll("button")) {
    button.addEventListener("click", () => {
      menu.open = false;
      download(store, button.dataset.format);
    });
  }
  addEventListener("pointerdown", (event) => !menu.contains(event.target) && (menu.open = false));
  menu.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });
}

const pointers = listenToPointers(at("overlay"), store, stage, painting);
bindKeyboardBrush(at("overlay"), store, stage, painting);
bindCompare(store, stage, at("compare"));
showVariants(store, at("variants"));
bindPanel(store);
bindBar();
bindMenu();
bindRadios("tool", "tool");
bindRadios("view", "view");
bindShortcuts(actions, at("shortcuts"), pointers.holdSpace);
bindTheme();

const openReference = guarded(bindReference(store));
bindPicker("open", "drawing-file", openDrawing);
bindPicker("choose-reference", "reference-file", openReference);
const openPalette = newestFile(held, (file) => store.set({ palette: { name: file.name, file, ofReference: false } }));
bindPicker("choose-palette", "palette-file", guarded(openPalette));
bindDropAndPaste(openDrawing, openReference);
addEventListener("beforeunload", (event) => (isPainted() || store.get().before) && event.preventDefault()); // strokes are kept nowhere else
const loadModels = bindModels(store);
addEventListener("hashchange", () => takeToken() && loadModels().then(recolor)); // a new link, in a page that is open
await Promise.all([loadModels(), openExample(store)]);
