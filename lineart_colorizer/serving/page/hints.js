/** The strokes as the picture that the service takes: opaque where painted, of the preview's size; and what is there at a point. */

import { remaining, paintAll } from "./strokes.js";
import { toHex } from "./picture.js";

const OPAQUE = 128; // alpha from which the service takes a pixel for a hint

const shown = document.createElement("canvas");
const sent = document.createElement("canvas"); // of other strokes, where a busy service is asked again

function paintOn(canvas, picture, strokes) {
  const { width, height } = picture.bitmap;
  if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
  paintAll(canvas, strokes, picture.scale);
}

/** Paints the hints that are shown anew. */
export const renderHints = (picture, strokes) => paintOn(shown, picture, strokes);

/** The hints as a PNG, null where there are none. */
export function encodeHints(picture, strokes) {
  if (!remaining(strokes).some((stroke) => stroke.tool === "brush")) return null;
  paintOn(sent, picture, strokes);
  return new Promise((resolve) => sent.toBlob(resolve, "image/png"));
}

/** "#rrggbb" of the hint at a point of the picture, null where there is none. Of what was rendered last. */
export function hintAt(picture, x, y) {
  const at = [x, y].map((value) => Math.floor(value * picture.scale));
  const pixel = shown.getContext("2d", { willReadFrequently: true }).getImageData(...at, 1, 1).data;
  return pixel[3] >= OPAQUE ? toHex(pixel) : null;
}

/** Lays what was rendered last over a 2D context whose units are the picture's pixels. */
export const drawHints = (context, picture) => context.drawImage(shown, 0, 0, picture.width, picture.height);
