/** What the page asks of the service: the fields that follow from the state. */

import { encodeHints } from "./hints.js";

/** The parts of the state on which the colours depend. */
export const COLORED_BY = ["picture", "history", "model", "label", "palette", "paletteMode", "flats", "shade", "clean", "force", "seed"];

/** line: the file that is to be coloured, the preview or the whole. Further fields as `POST /v1/colorize` takes them. */
export async function fieldsOf(state, line, further = {}) {
  const { picture, history, model, label, palette, paletteMode, flats, shade, clean, force, seed } = state;
  const hints = await encodeHints(picture, history.done);
  const colors = { palette: palette?.file, palette_mode: palette && paletteMode };
  return { line, hints, model, label, ...colors, flats, shade: flats && shade, clean, force, seed, ...further };
}
