/** Keyboard shortcuts, and the list of them. */

/** The key that is meant: on keyboards of other letters than these, by its place. */
const keyOf = ({ key, code }) => (key.length === 1 && key > "~" && /^Key[A-Z]$/.test(code) ? code[3] : key).toLowerCase();

/** Each: keys as they are shown, what they do, and whether an event is meant. */
const plain = (...keys) => (event) => !event.ctrlKey && !event.metaKey && !event.altKey && keys.includes(keyOf(event));
const control = (key, shift = false) => (event) =>
  (event.ctrlKey || event.metaKey) && !event.altKey && event.shiftKey === shift && keyOf(event) === key;
/** A sign for which many keyboards want AltGr, which is Ctrl and Alt on some systems, or Option. */
const sign = (key) => (event) => event.key === key && (event.getModifierState("AltGraph") || (!event.ctrlKey && !event.metaKey));

/** actions: functions by their names, as the list below has them. */
export function bindShortcuts(actions, dialog, holdSpace) {
  const shortcuts = [
    ["B", "Brush", plain("b"), actions.brush],
    ["E", "Eraser", plain("e"), actions.eraser],
    ["I", "Eyedropper; with the brush, hold Alt", plain("i"), actions.eyedropper],
    ["V", "Move the picture; or hold Space", plain("v"), actions.hand],
    ["[", "Smaller brush", sign("["), actions.smaller],
    ["]", "Larger brush", sign("]"), actions.larger],
    ["Ctrl Z", "Undo", control("z"), actions.undo],
    ["Ctrl Shift Z", "Redo; or Ctrl Y", (event) => control("z", true)(event) || control("y")(event), actions.redo],
    ["1 2 3 4", "Colour, compare, lines, variants", plain("1", "2", "3", "4"), actions.view],
    ["D", "Strokes as dots, whole, hidden", plain("d"), actions.shown],
    ["+", "Zoom in; or Ctrl and the wheel", plain("+", "="), actions.zoomIn],
    ["-", "Zoom out", plain("-"), actions.zoomOut],
    ["0", "Fit the picture", plain("0"), actions.fit],
    ["O", "Open a drawing; or paste one", plain("o"), actions.open],
    ["Ctrl S", "Download the picture", control("s"), actions.save],
    ["?", "This list", plain("?"), actions.help],
  ];
  dialog.querySelector("dl").replaceChildren(...shortcuts.flatMap(([keys, does]) => described(keys, does)));

  addEventListener("keydown", (event) => {
    if (dialog.open || event.target.closest?.("select, input[type=text]")) return;
    if (event.key === " " && !event.target.closest?.("button, summary, label, input, [role=slider]")) {
      event.preventDefault();
      holdSpace(true);
    }
    const meant = shortcuts.find(([, , isMeant]) => isMeant(event));
    if (!meant) return;
    event.preventDefault();
    meant[3](event);
  });
  addEventListener("keyup", (event) => event.key === " " && holdSpace(false));
  addEventListener("blur", () => holdSpace(false));
}

function described(keys, does) {
  const term = document.createElement("dt");
  for (const key of keys.split(" ")) term.append(Object.assign(document.createElement("kbd"), { textContent: key }), " ");
  return [term, Object.assign(document.createElement("dd"), { textContent: does })];
}
