/** Pictures that a person gives: read, and reduced for the preview. */

const PREVIEW = 1024; // pixels, longer side: what is coloured while one paints; a download is coloured at the picture's own size
const KINDS = ["image/png", "image/jpeg", "image/webp", ""]; // "" where the system has no name for the file's kind

/** The file as it is now, in memory: one on a disk may be written anew or go while it is worked on. Throws an Error with one line. */
export async function held(file) {
  try {
    return new File([await file.arrayBuffer()], file.name || "pasted.png", { type: file.type });
  } catch {
    throw new Error(`${file.name} cannot be read: choose it again`);
  }
}

/** use(what read(file) gives), of the file that was given last: reading a large one takes seconds, in which another may be chosen. */
export function newestFile(read, use) {
  let newest = null;
  return async (file) => {
    newest = file;
    const made = await read(file);
    if (newest === file) await use(made);
  };
}

/** Decodes a file. Throws an Error with one line. */
export async function decode(file) {
  try {
    if (!KINDS.includes(file.type)) throw new TypeError(file.type);
    return await createImageBitmap(file);
  } catch {
    throw new Error(`${file.name} cannot be read as a picture: choose a PNG, JPEG or WebP file`);
  }
}

/**
 * A line drawing: {name, file, width, height, bitmap, preview, scale}. bitmap: the preview, ImageBitmap. preview: the same as a file.
 * scale: pixels of the preview to one of the picture. Throws an Error with one line.
 */
export async function readDrawing(given) {
  const file = await held(given);
  const whole = await decode(file);
  const { width, height } = whole;
  const about = { name: file.name, file, width, height };
  const scale = Math.min(1, PREVIEW / Math.max(width, height));
  if (scale === 1) return { ...about, bitmap: whole, preview: file, scale };
  const side = (length) => Math.max(1, Math.round(length * scale));
  const bitmap = await createImageBitmap(whole, { resizeWidth: side(width), resizeHeight: side(height), resizeQuality: "high" });
  whole.close();
  return { ...about, bitmap, preview: await encode(bitmap), scale };
}

/** An ImageBitmap, or a canvas, as a PNG. */
export function encode(bitmap) {
  const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
  canvas.getContext("2d").drawImage(bitmap, 0, 0);
  return canvas.convertToBlob({ type: "image/png" });
}

/** "#rrggbb" at a point of what can be drawn on a canvas (in its own pixels), null outside; what is transparent shows white. */
export function colorAt(image, x, y) {
  if (x < 0 || y < 0 || x >= image.width || y >= image.height) return null;
  const context = new OffscreenCanvas(1, 1).getContext("2d");
  context.fillStyle = "#fff";
  context.fillRect(0, 0, 1, 1);
  context.drawImage(image, Math.floor(x), Math.floor(y), 1, 1, 0, 0, 1, 1);
  return toHex(context.getImageData(0, 0, 1, 1).data);
}

/** "#rrggbb" of three numbers 0..255. */
export const toHex = ([red, green, blue]) => `#${((1 << 24) | (red << 16) | (green << 8) | blue).toString(16).slice(1)}`;
