/** The strokes as the picture that the service takes: opaque where painted, of the preview's size; and what is there at a point. */

import { remaining, paintAll } from "./strokes.js";
import { toHex } from "./picture.js";

const OPAQUE = 128; // alpha from which the service takes a pixel for a hint

const canvas = document.createElement("canvas");

/** Paints the hints anew. Gives whether there are any. */
export function renderHints(picture, strokes) {
  const { width, height } = picture.bitmap;
  if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
  paintAll(canvas, strokes, picture.scale);
  return remaining(strokes).some((stroke) => stroke.tool === "brush");
}

/** The hints as a PNG, null where there are none. */
export function encodeHints(picture, strokes) {
  if (!renderHints(picture, strokes)) return null;
  return new Promise((resolve) => canvas.toBlob(resolve, "image/png"));
}

/** "#rrggbb" of the hint at a point of the picture, null where there is none. Of what was rendered last. */
export function hintAt(picture, x, y) {
  const at = [x, y].map((value) => Math.floor(value * picture.scale));
  const pixel = canvas.getContext("2d", { willReadFrequently: true }).getImageData(...at, 1, 1).data;
  return pixel[3] >= OPAQUE ? toHex(pixel) : null;
}

/** Lays what was rendered last over a 2D context whose units are the picture's pixels. */
export const drawHints = (context, picture) => context.drawImage(canvas, 0, 0, picture.width, picture.height);
