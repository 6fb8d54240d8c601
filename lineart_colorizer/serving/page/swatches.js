/** Rows of colours to choose from. */

const SVG = "http://www.w3.org/2000/svg";
const NAMES = {
  "#1f2024": "Ink", "#8d8d8d": "Grey", "#ffffff": "White", "#e5484d": "Red", "#f76b15": "Orange", "#ffd13a": "Yellow",
  "#46a758": "Green", "#12a594": "Teal", "#3e93e0": "Blue", "#7c66dc": "Violet", "#e54da6": "Pink", "#8a5a3c": "Brown",
};

/** Colours that are always there. */
export const BASIC = Object.keys(NAMES);

/** Fills an element with a button for each colour; a click makes it the brush's. */
export function showSwatches(store, element, colors) {
  element.replaceChildren(...colors.map((color) => swatch(store, color)));
  mark(element, store.get().color);
}

/** Keeps the one pressed that the brush has. */
export function bindSwatches(store, element) {
  store.subscribe(["color"], ({ color }) => mark(element, color));
}

function mark(element, color) {
  for (const button of element.children) button.setAttribute("aria-pressed", String(button.dataset.value === color));
}

function swatch(store, color) {
  const button = document.createElement("button");
  const drawing = document.createElementNS(SVG, "svg");
  const circle = document.createElementNS(SVG, "circle");
  drawing.setAttribute("viewBox", "0 0 30 30");
  for (const [name, value] of Object.entries({ cx: 15, cy: 15, r: 14, fill: color })) circle.setAttribute(name, value);
  drawing.append(circle);
  button.append(drawing);
  Object.assign(button, { type: "button", className: "swatch", title: NAMES[color] ?? color });
  button.setAttribute("aria-label", NAMES[color] ?? color);
  button.dataset.value = color;
  button.addEventListener("click", () => store.set({ color, ...(store.get().tool === "brush" ? {} : { tool: "brush" }) }));
  return button;
}
