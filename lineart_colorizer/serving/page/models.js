/** Which model colours, and what it can be told: its classes, whether it varies. */

import { listModels } from "./api.js";
import { newestOf } from "./newest.js";
import { onBusy } from "./coloring.js";
import { calm, complain } from "./status.js";

const modelChoice = document.getElementById("model");
const labelChoice = document.getElementById("label");

const option = (value, text) => Object.assign(document.createElement("option"), { value, textContent: text });

/** Gives load(), which asks the service, and complains itself. */
export function bindModels(store) {
  modelChoice.addEventListener("change", () => choose(store, modelChoice.value));
  labelChoice.addEventListener("change", () => store.set({ label: labelChoice.value }));
  store.subscribe(["models", "model", "label"], show);
  const load = async () => {
    try {
      const { models, limits = null } = await newestOf(listModels, onBusy)();
      const { model } = store.get();
      const named = models.find((each) => each.name === model) ?? models.find((each) => each.default) ?? models[0];
      store.set({ models, limits });
      if (named && named.name !== model) choose(store, named.name);
      else if (named) calm();
      else complain("There is no model yet: train one, then try again", { label: "Try again", act: load });
    } catch (error) {
      complain(error.message, { label: "Try again", act: load });
    }
  };
  return load;
}

/** The label stays where the model knows it; a chosen variant was the other model's. */
function choose(store, name) {
  const { models, label } = store.get();
  const { labels } = models.find((each) => each.name === name);
  store.set({ model: name, seed: null, label: labels.includes(label) ? label : "" });
}

function show({ models, model, label }) {
  const chosen = models.find((each) => each.name === model);
  const labels = chosen?.labels ?? [];
  modelChoice.replaceChildren(...models.map((each) => option(each.name, each.source === "export" ? `${each.name} (export)` : each.name)));
  modelChoice.value = model;
  modelChoice.title = chosen ? `${chosen.source}, learned at ${chosen.size} px` : "";
  labelChoice.title = labels.length ? "What is drawn" : "This model did not learn classes";
  modelChoice.disabled = models.length === 0;
  labelChoice.replaceChildren(option("", "Any"), ...labels.map((each) => option(each, each)));
  labelChoice.value = label;
  labelChoice.disabled = labels.length === 0;
}
