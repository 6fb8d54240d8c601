/** Mouse, pen and touch on the board: one finger or button paints; two fingers, the middle button, space or the hand tool move the picture. */

import { begin, extend, touches } from "./strokes.js";

const MIDDLE = 1;
const PEN_ERASER = 32; // in `buttons`: the other end of a pen
const PINCH_WITHIN = 12; // points that a first finger may have painted before a second makes it a pinch

/**
 * onStroke(stroke, ended): a stroke was finished, at a time of performance.now(). onPick(x, y): a colour of the picture is asked for.
 * isCovered(): something is open beside the board, which a press closes, and does no more.
 */
export function listenToPointers(overlay, store, stage, { onStroke, onPick, isCovered }) {
  const down = new Map(); // pointers that are down: pointerId -> the last event
  let paintedOn = null; // the picture on which the stroke under way began
  let doing = null; // null, "paint", "move", "pinch"
  let spaceHeld = false;

  const toolOf = (event) => {
    if (event.button === MIDDLE || spaceHeld) return "hand";
    if (event.pointerType === "pen" && event.buttons & PEN_ERASER) return "eraser";
    const { tool } = store.get();
    return event.altKey && tool === "brush" ? "eyedropper" : tool;
  };
  const pointOf = (event) => [...stage.pictureAt(event), event.pointerType === "pen" ? event.pressure : 1];
  const width = () => brushWidth(store.get());

  function press(event) {
    const { picture, color } = store.get();
    if (!picture || isCovered() || (event.button > 1 && event.pointerType === "mouse")) return;
    if (doing === "paint" && down.size && [...down.values()][0].pointerType === "pen") return; // the hand that holds the pen
    if (event.pointerType === "pen" && [...down.values()].every((each) => each.pointerType === "touch")) forgetHand();
    overlay.setPointerCapture(event.pointerId);
    down.set(event.pointerId, event);
    if (down.size === 2) return beginPinch();
    if (down.size > 2) return;
    const tool = toolOf(event);
    if (tool === "hand") doing = "move";
    else if (tool === "eyedropper") onPick(...stage.pictureAt(event));
    else {
      doing = "paint";
      paintedOn = picture;
      stage.live = begin(tool, color, width(), pointOf(event));
      stage.drawOverlay();
    }
  }

  /** The hand that holds the pen lay down before it. */
  function forgetHand() {
    down.clear();
    stage.live = doing = null;
  }

  function beginPinch() {
    if (stage.live && stage.live.points.length > PINCH_WITHIN) finish(performance.now()); // painted in earnest: kept
    stage.live = null;
    doing = "pinch";
    stage.drawOverlay();
  }

  function move(event) {
    showRing(event);
    const before = down.get(event.pointerId);
    if (!before) return;
    if (doing === "paint") stage.live = extend(stage.live, (event.getCoalescedEvents?.() ?? [event]).map(pointOf));
    else if (doing === "move") stage.pan(event.clientX - before.clientX, event.clientY - before.clientY);
    else if (doing === "pinch") pinch(event, before);
    down.set(event.pointerId, event);
    stage.drawOverlay();
  }

  function pinch(event, before) {
    const other = [...down.values()].find((each) => each.pointerId !== event.pointerId);
    if (!other) return;
    const apart = (each) => Math.max(1, Math.hypot(each.clientX - other.clientX, each.clientY - other.clientY));
    stage.pan((event.clientX - before.clientX) / 2, (event.clientY - before.clientY) / 2);
    const middle = { clientX: (event.clientX + other.clientX) / 2, clientY: (event.clientY + other.clientY) / 2 };
    stage.zoom(apart(event) / apart(before), stage.boardAt(middle));
  }

  function release(event) {
    if (!down.delete(event.pointerId)) return;
    if (doing === "paint") finish(event.timeStamp);
    if (!down.size) doing = null;
    if (event.pointerType !== "mouse") stage.ring = null;
    stage.drawOverlay();
  }

  function finish(ended) {
    const stroke = stage.live;
    stage.live = null;
    const { picture } = store.get();
    if (stroke && picture === paintedOn && touches(stroke, picture)) onStroke(stroke, ended);
  }

  function showRing(event) {
    const { tool, picture } = store.get();
    const painting = picture && !spaceHeld && (tool === "brush" || tool === "eraser") && event.pointerType !== "touch";
    stage.ring = painting ? { point: stage.boardAt(event), width: width() } : null;
    stage.drawOverlay();
  }

  function wheel(event) {
    if (!store.get().picture) return;
    event.preventDefault();
    if (event.ctrlKey || event.metaKey) stage.zoom(Math.exp(-event.deltaY / 200), stage.boardAt(event));
    else stage.pan(-event.deltaX, -event.deltaY);
  }

  overlay.addEventListener("pointerdown", press);
  overlay.addEventListener("pointermove", move);
  overlay.addEventListener("pointerup", release);
  overlay.addEventListener("pointercancel", release); // the stroke is kept
  overlay.addEventListener("pointerleave", () => {
    stage.ring = null;
    stage.drawOverlay();
  });
  overlay.addEventListener("wheel", wheel, { passive: false });
  store.subscribe(["tool"], ({ tool }) => (overlay.dataset.tool = tool));
  return {
    holdSpace(held) {
      spaceHeld = held;
      overlay.dataset.tool = held ? "hand" : store.get().tool;
    },
  };
}

/** The brush's width in pixels of the picture. */
export const brushWidth = ({ size, picture }) => Math.max(1, (size / 1000) * Math.max(picture.width, picture.height));
