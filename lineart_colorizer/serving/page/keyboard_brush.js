/** Painting without a pointer: on the focused board, arrow keys move the ring (further with Shift), Enter dabs or picks. */

import { brushWidth } from "./pointer.js";
import { begin } from "./strokes.js";
import { toBoard } from "./view.js";

const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const STEP = 0.01; // of the picture's longer side
const FAR = 5; // steps, with Shift

export function bindKeyboardBrush(overlay, store, stage, { onStroke, onPick }) {
  let place = null; // in the picture, 0..1 of its sides

  function show() {
    const { picture } = store.get();
    const point = toBoard(stage.view, [place[0] * picture.width, place[1] * picture.height]);
    stage.ring = { point, width: brushWidth(store.get()) };
    stage.drawOverlay();
  }

  overlay.addEventListener("keydown", (event) => {
    const { picture, tool, color } = store.get();
    if (!picture || event.ctrlKey || event.metaKey) return;
    const step = ARROWS[event.key];
    if (!step && event.key !== "Enter") return;
    event.preventDefault();
    place ??= [0.5, 0.5];
    const longer = Math.max(picture.width, picture.height);
    const far = STEP * longer * (event.shiftKey ? FAR : 1);
    const [across, down] = step ?? [0, 0];
    place = [place[0] + (across * far) / picture.width, place[1] + (down * far) / picture.height].map((at) => Math.min(1, Math.max(0, at)));
    const point = [place[0] * picture.width, place[1] * picture.height];
    if (!step && tool === "eyedropper") onPick(...point);
    else if (!step && tool !== "hand") onStroke(begin(tool, color, brushWidth(store.get()), [...point, 1]), event.timeStamp);
    show();
  });
  overlay.addEventListener("blur", () => {
    stage.ring = null;
    stage.drawOverlay();
  });
}
