/** What the service takes: a download tells of it only when the work is done. */

/** What to say of a drawing, as `picture.js` reads it, that cannot be saved at its own size; null where it can. limits: {pixels, bytes} of a picture and of a request. */
export function tooLarge({ name, width, height, file }, { pixels, bytes }) {
  const [megapixels, megabytes] = [(width * height) / 1e6, file.size / 1e6];
  const option =
    width * height > pixels ? `--max-megapixels ${Math.ceil(megapixels)}` : file.size > bytes ? `--max-megabytes ${Math.ceil(megabytes) + 1}` : null;
  if (!option) return null;
  const size = `${megapixels.toFixed(1)} megapixels, ${megabytes.toFixed(1)} MB`;
  return `${name} (${size}) can be coloured here, but not saved: it is more than the service takes. Start it with ${option}`;
}
