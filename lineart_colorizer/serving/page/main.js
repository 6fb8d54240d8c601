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
import { colorAt, readDrawing } from "./picture.js";
import { listenToPointers } from "./pointer.js";
import { bindReference } from "./reference.js";
import { bindShortcuts } from "./shortcuts.js";
import { createStage } from "./stage.js";
import { createStore } from "./state.js";
import { calm, complain } from "./status.js";
import { bindTheme } from "./theme.js";
import { showVariants } from "./variants.js";

const VIEWS = ["color", "compare", "lines", "variants"];
const ZOOM = 1.25;
const at = (id) => document.getElementById(id);

takeToken();
const store = createStore();
const stage = createStage(store, at("board"), at("picture"), at("overlay"));
const strokeEnded = keepColored(store);

/** Complains where a file cannot be used. */
const guarded = (use) => async (file) => {
  try {
    await use(file);
  } catch (error) {
    complain(error.message);
  }
};

const openDrawing = guarded(async (file) => {
  const picture = await readDrawing(file);
  calm();
  store.set({ picture, history: empty, result: null, seed: null, force: false, view: "color" });
});

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
};
const change = (how) => () => store.set({ history: how(store.get().history) });
const resizeBrush = (factor) => () => store.set({ size: Math.min(120, Math.max(4, Math.round(store.get().size * factor))) });
const choose = (tool) => () => store.set({ tool });
const actions = {
  brush: choose("brush"),
  eraser: choose("eraser"),
  eyedropper: choose("eyedropper"),
  hand: choose("hand"),
  smaller: resizeBrush(1 / ZOOM),
  larger: resizeBrush(ZOOM),
  undo: change(undo),
  redo: change(redo),
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
  store.subscribe(["history"], ({ history }) => {
    at("undo").disabled = !history.done.length;
    at("redo").disabled = !history.undone.length;
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
bindPicker("choose-palette", "palette-file", (file) => store.set({ palette: { name: file.name, file, ofReference: false } }));
bindDropAndPaste(openDrawing, openReference);
await Promise.all([bindModels(store), openExample(store)]);
