/** The drawing that the page starts with, drawn by this project: tools/example_drawing.py. */

import { readDrawing } from "./picture.js";

export async function openExample(store) {
  const response = await fetch("page/example.png");
  const file = new File([await response.blob()], "example.png", { type: "image/png" });
  const picture = await readDrawing(file);
  if (!store.get().picture) store.set({ picture: { ...picture, title: "Example drawing" } }); // else a person was quicker
}
