/** Painting without a pointer: on the focused board, arrow keys move the ring (further with Shift), Enter dabs or picks. */

import { brushWidth } from "./pointer.js";
import { begin } from "./strokes.js";
import { toBoard } from "./view.js";

const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const STEP = 0.01; // of the picture's longer side
const FAR = 5; // steps, with Shift

const MARGIN = 40; // CSS pixels between the ring and the board's edge

const inside = (at, size) => Math.min(size - MARGIN, Math.max(MARGIN, at));

export function bindKeyboardBrush(overlay, store, stage, { onStroke, onPick }) {
  let place = null; // in the picture, 0..1 of its sides

  const pointOnBoard = ({ width, height }) => toBoard(stage.view, [place[0] * width, place[1] * height]);

  /** Moves the picture where the ring would leave the board. */
  function show() {
    const { picture } = store.get();
    const [x, y] = pointOnBoard(picture);
    const { clientWidth, clientHeight } = overlay;
    if (x < 0 || y < 0 || x > clientWidth || y > clientHeight) stage.pan(inside(x, clientWidth) - x, inside(y, clientHeight) - y);
    const point = pointOnBoard(picture);
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
