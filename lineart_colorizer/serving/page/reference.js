/** A picture to take colours from: by a click on it, from its commonest colours, or all of them as a palette. */

import { colorAt, decode, encode, newestFile, toHex } from "./picture.js";
import { bindSwatches, showSwatches } from "./swatches.js";

const SHOWN = 560; // pixels, width at which it is kept
const COMMONEST = 12;
const SAMPLED = 64; // pixels, side at which colours are counted
const ALIKE = 40; // of 255: colours that are nearer count as one

const canvas = document.getElementById("reference-picture");
const choose = document.getElementById("choose-reference");
const colors = document.getElementById("reference-colors");
const row = document.getElementById("reference-row");
const keep = document.getElementById("keep-to-reference");

export function bindReference(store) {
  let file = null;

  const open = newestFile(decode, async (bitmap) => {
    const scale = Math.min(1, SHOWN / bitmap.width);
    Object.assign(canvas, { width: Math.round(bitmap.width * scale), height: Math.max(1, Math.round(bitmap.height * scale)) });
    canvas.getContext("2d", { willReadFrequently: true }).drawImage(bitmap, 0, 0, canvas.width, canvas.height);
    bitmap.close();
    file = await encode(canvas); // a photo as it is would be more than the service takes
    showSwatches(store, colors, commonest(canvas, COMMONEST));
    show(true);
    if (keep.checked) usePalette();
  });

  function show(there) {
    canvas.hidden = row.hidden = !there;
    choose.hidden = there;
  }

  function usePalette() {
    store.set({ palette: keep.checked ? { name: "Of the reference", file, ofReference: true } : null });
  }

  function pick({ offsetX, offsetY, buttons, type }) {
    if (type === "pointermove" && !buttons) return;
    const color = colorAt(canvas, (offsetX / canvas.clientWidth) * canvas.width, (offsetY / canvas.clientHeight) * canvas.height);
    if (color) store.set({ color });
  }

  canvas.addEventListener("pointerdown", pick);
  canvas.addEventListener("pointermove", pick);
  canvas.addEventListener("pointerup", () => store.set({ tool: "brush" }));
  keep.addEventListener("change", usePalette);
  document.getElementById("remove-reference").addEventListener("click", () => {
    keep.checked = false;
    if (store.get().palette?.ofReference) usePalette();
    colors.replaceChildren();
    show(false);
    choose.focus();
  });
  bindSwatches(store, colors);
  store.subscribe(["palette"], ({ palette }) => (keep.checked = Boolean(palette?.ofReference)));
  return open;
}

/** The commonest colours of a canvas, "#rrggbb", no two alike. */
export function commonest(image, count) {
  const small = new OffscreenCanvas(SAMPLED, SAMPLED);
  const context = small.getContext("2d");
  context.imageSmoothingEnabled = false; // mixtures are no colours of the picture
  context.drawImage(image, 0, 0, SAMPLED, SAMPLED);
  const { data } = context.getImageData(0, 0, SAMPLED, SAMPLED);
  const seen = new Map();
  for (let at = 0; at < data.length; at += 4) {
    const pixel = data.subarray(at, at + 3);
    const key = (pixel[0] >> 4) * 256 + (pixel[1] >> 4) * 16 + (pixel[2] >> 4);
    const bin = seen.get(key) ?? { pixel, times: 0 };
    bin.times += 1;
    seen.set(key, bin);
  }
  const chosen = [];
  for (const { pixel } of [...seen.values()].sort((a, b) => b.times - a.times)) {
    const isNew = chosen.every((other) => Math.hypot(...[0, 1, 2].map((channel) => other[channel] - pixel[channel])) > ALIKE);
    if (isNew) chosen.push(pixel);
    if (chosen.length === count) break;
  }
  return chosen.map(toHex);
}
