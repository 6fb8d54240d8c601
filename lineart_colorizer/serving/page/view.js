/**
 * Where the picture lies on the board: {scale, x, y}, so that picture pixel (px, py) is at (x + px * scale, y + py * scale), in CSS pixels.
 * Pure functions; box and picture: {width, height}.
 */

const MARGIN = 16; // CSS pixels around a picture that fits
const MOST = 32; // times: beyond, there is nothing to see
const KEPT = 48; // CSS pixels of the picture that cannot be moved off the board

/** The whole picture, in the middle of the box. */
export function fit(picture, box) {
  const scale = Math.max(0.01, Math.min((box.width - 2 * MARGIN) / picture.width, (box.height - 2 * MARGIN) / picture.height));
  return { scale, x: (box.width - picture.width * scale) / 2, y: (box.height - picture.height * scale) / 2 };
}

/** Larger or smaller by a factor, about a point of the board that keeps its place. */
export function zoom(view, factor, [x, y], picture, box) {
  const least = Math.min(fit(picture, box).scale, 1) / 2;
  const scale = Math.min(MOST, Math.max(least, view.scale * factor));
  const by = scale / view.scale;
  return kept({ scale, x: x - (x - view.x) * by, y: y - (y - view.y) * by }, picture, box);
}

export const pan = (view, dx, dy, picture, box) => kept({ ...view, x: view.x + dx, y: view.y + dy }, picture, box);

export const toPicture = (view, [x, y]) => [(x - view.x) / view.scale, (y - view.y) / view.scale];

export const toBoard = (view, [x, y]) => [view.x + x * view.scale, view.y + y * view.scale];

function kept(view, picture, box) {
  const within = (at, side, length) => Math.min(side - KEPT, Math.max(KEPT - length, at));
  return {
    ...view,
    x: within(view.x, box.width, picture.width * view.scale),
    y: within(view.y, box.height, picture.height * view.scale),
  };
}
