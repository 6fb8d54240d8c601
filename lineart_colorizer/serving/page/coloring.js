/** Keeps the picture coloured: whatever the colours depend on changes, and the preview is coloured again. The newest request wins. */

import { ServiceError, colorize } from "./api.js";
import { COLORED_BY, fieldsOf } from "./asked.js";
import { newestOf } from "./newest.js";
import { calm, complain, say, showProgress } from "./status.js";

/** Measured as "stroke to colour" from the end of a stroke; its detail holds milliseconds by stage, and what the service says of its own. */
const MEASURE = "stroke to colour";

export const onBusy = (seconds) => say(`The service is busy: again in ${seconds} s`);

/** Gives strokeEnded(time), to be told before the history changes, and recolor(), for what has changed elsewhere. */
export function keepColored(store) {
  let since = null; // when the stroke ended that is to be measured
  let asked = false;

  const color = newestOf(async (signal, state) => {
    const times = [performance.now()];
    const lap = () => times.push(performance.now());
    const fields = await fieldsOf(state, state.picture.preview);
    lap();
    const response = await colorize(fields, { accept: "image/png", signal });
    const blob = await response.blob();
    lap();
    const bitmap = await createImageBitmap(blob);
    lap();
    const { headers } = response;
    return { bitmap, done: state.history.done, copied: headers.has("X-Copied"), times, server: headers.get("Server-Timing") };
  }, onBusy);

  async function run() {
    asked = false;
    const state = store.get();
    if (!state.picture || !state.model) return;
    const [started, began] = [performance.now(), since];
    since = null;
    showProgress("colour", true);
    tell("Colouring…");
    try {
      const result = await color(state);
      if (!result) return; // a newer one is under way
      store.get().result?.bitmap.close(); // memory that is not waited for
      store.set({ result });
      calm();
      if (result.copied) complain("This picture is in colour already", { label: "Colour it anyway", act: () => store.set({ force: true }) });
      tell(`Coloured in ${((performance.now() - started) / 1000).toFixed(1)} s`);
      if (began !== null) measure(began, result);
    } catch (error) {
      say("");
      complain(error.message, remedy(error));
    }
    showProgress("colour", false);
  }

  /** The variants speak for themselves. */
  function tell(message) {
    if (store.get().view !== "variants") say(message);
  }

  function remedy(error) {
    if (error.code === "unreachable" || !(error instanceof ServiceError)) return { label: "Try again", act: run };
    return null;
  }

  store.subscribe(COLORED_BY, () => {
    if (asked) return;
    asked = true;
    queueMicrotask(run); // once for all that changes together
  });
  return { strokeEnded: (time) => (since = time), recolor: run };
}

function measure(began, { times, server }) {
  requestAnimationFrame(() => {
    setTimeout(() => {
      const [start, encoded, answered, decoded] = times;
      const end = performance.now();
      const stages = {
        start: start - began, hints: encoded - start, request: answered - encoded, decode: decoded - answered, paint: end - decoded,
      };
      performance.measure(MEASURE, { start: began, end, detail: { stages, server } });
    });
  });
}
