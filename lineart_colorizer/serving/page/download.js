/** The finished files: coloured again at the drawing's own size, and saved by the browser. */

import { colorize } from "./api.js";
import { fieldsOf } from "./asked.js";
import { onBusy } from "./coloring.js";
import { newestOf } from "./newest.js";
import { complain, say } from "./status.js";

const FORMATS = {
  image: { layers: null, ending: ".png", called: "PNG" },
  psd: { layers: "psd", ending: ".psd", called: "PSD" },
  ora: { layers: "ora", ending: ".ora", called: "ORA" },
  png: { layers: "png", ending: ".zip", called: "ZIP of layers" },
};

/** page.jpg -> page-color.png */
export const fileName = (name, ending) => `${name.replace(/\.[^.]*$/, "") || "drawing"}-color${ending}`;

/** format: image, psd, ora or png, the layers as PNG files. */
export async function download(store, format) {
  const { layers, ending, called } = FORMATS[format];
  const state = store.get();
  if (!state.picture) return;
  say(`Making the ${called}…`);
  try {
    const make = newestOf(async (signal) => {
      const fields = await fieldsOf(state, state.picture.file, { layers });
      const response = await colorize(fields, { accept: layers ? "*/*" : "image/png", signal });
      return { blob: await response.blob(), copied: response.headers.has("X-Copied") };
    }, onBusy);
    const { blob, copied } = await make();
    if (copied && layers) { // it is given back as it is
      say("");
      return complain("This picture is in colour already, and has no layers", { label: "Colour it anyway", act: () => store.set({ force: true }) });
    }
    const name = fileName(state.picture.name, ending);
    save(blob, name);
    say(`Saved ${name}`);
  } catch (error) {
    say("");
    complain(error.message);
  }
}

function save(blob, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000); // some browsers read it after the click
}
