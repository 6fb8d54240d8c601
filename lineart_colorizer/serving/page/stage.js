/** The board: the picture on one canvas; strokes, markers and the brush's ring on another above it, as they change far more often. */

import { drawHints, hintAt, renderHints } from "./hints.js";
import { markers, paint } from "./strokes.js";
import * as views from "./view.js";

const DOT = 5; // CSS pixels, radius
const SMOOTH_UP_TO = 3; // times: beyond, single pixels are shown as they are

const frameOnce = (draw) => {
  let waiting = false;
  return () => {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => {
      waiting = false;
      draw();
    });
  };
};

/** view: as `view.js`, read only. live: the stroke under way, and ring: {point, width} of the pointer, are set by who listens to it. */
export function createStage(store, board, base, overlay) {
  let box = { width: 1, height: 1 };
  let fitted = true;
  let dots = [];
  const moved = [];
  const stage = { view: { scale: 1, x: 0, y: 0 }, live: null, ring: null };

  const drawBase = frameOnce(() => {
    const { picture, result, view: seen, split } = store.get();
    const context = prepared(base, box);
    if (!picture) return;
    const { x, y, scale } = stage.view;
    const [width, height] = [picture.width * scale, picture.height * scale];
    context.imageSmoothingEnabled = scale * picture.scale < SMOOTH_UP_TO;
    context.imageSmoothingQuality = "high";
    layPaper(context, x, y, width, height);
    const colored = result && seen !== "lines";
    if (!colored || seen === "compare") context.drawImage(picture.bitmap, x, y, width, height);
    if (!colored) return;
    const from = seen === "compare" ? split : 0;
    context.beginPath();
    context.rect(x + from * width, y, (1 - from) * width, height);
    context.clip();
    layPaper(context, x, y, width, height);
    context.drawImage(result.bitmap, x, y, width, height);
  });

  const drawOverlay = frameOnce(() => {
    const { picture, history, result, shown } = store.get();
    const context = prepared(overlay, box);
    if (!picture) return;
    const { x, y, scale } = stage.view;
    context.save();
    context.translate(x, y);
    context.scale(scale, scale);
    context.beginPath();
    context.rect(0, 0, picture.width, picture.height);
    context.clip();
    if (shown === "strokes") drawHints(context, picture);
    else for (const stroke of history.done) if (!result?.done.includes(stroke)) drawFresh(context, stroke);
    if (stage.live) drawFresh(context, stage.live);
    context.restore();
    if (shown === "dots") for (const dot of dots) drawDot(context, views.toBoard(stage.view, [dot.x, dot.y]), dot.color);
    if (stage.ring) drawRing(context, stage.ring.point, stage.ring.width * scale);
  });

  function place(next, isFit = false) {
    stage.view = next;
    fitted = isFit;
    for (const listener of moved) listener(stage.view);
    drawBase();
    drawOverlay();
  }

  function fit() {
    const { picture } = store.get();
    if (picture) place(views.fit(picture, box), true);
  }

  new ResizeObserver(() => {
    box = { width: Math.max(1, board.clientWidth), height: Math.max(1, board.clientHeight) };
    if (fitted) fit();
    else place(views.pan(stage.view, 0, 0, store.get().picture, box));
  }).observe(board);
  store.subscribe(["picture"], fit);
  store.subscribe(["picture", "result", "view", "split"], drawBase);
  store.subscribe(["picture", "history"], ({ picture, history }) => {
    if (!picture) return;
    renderHints(picture, history.done);
    dots = markers(history.done, (x, y) => hintAt(picture, x, y));
  });
  store.subscribe(["picture", "history", "result", "shown"], drawOverlay);

  return Object.assign(stage, {
    fit,
    drawOverlay,
    zoom: (factor, point = [box.width / 2, box.height / 2]) => place(views.zoom(stage.view, factor, point, store.get().picture, box)),
    pan: (dx, dy) => place(views.pan(stage.view, dx, dy, store.get().picture, box)),
    /** A place on the screen as a place in the picture. */
    pictureAt({ clientX, clientY }) {
      return views.toPicture(stage.view, stage.boardAt({ clientX, clientY }));
    },
    boardAt({ clientX, clientY }) {
      const { left, top } = board.getBoundingClientRect();
      return [clientX - left, clientY - top];
    },
    /** listener(view), now and whenever the picture's place changes. */
    onMove(listener) {
      moved.push(listener);
      listener(stage.view);
    },
  });
}

/** A cleared context in CSS pixels; the canvas has the screen's own. */
function prepared(canvas, box) {
  const ratio = devicePixelRatio || 1;
  const [width, height] = [Math.round(box.width * ratio), Math.round(box.height * ratio)];
  if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
  const context = canvas.getContext("2d");
  context.reset();
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  return context;
}

function layPaper(context, x, y, width, height) {
  context.save();
  Object.assign(context, { shadowColor: "rgb(0 0 0 / 22%)", shadowBlur: 14, shadowOffsetY: 2, fillStyle: "#fff" });
  context.fillRect(x, y, width, height);
  context.restore();
}

/** A stroke that the picture does not show yet. What is erased is marked, as it would not be seen. */
function drawFresh(context, stroke) {
  if (stroke.tool === "clear") return;
  context.globalAlpha = stroke.tool === "eraser" ? 0.5 : 1;
  paint(context, stroke.tool === "eraser" ? { ...stroke, tool: "brush", color: "#9aa0ad" } : stroke);
  context.globalAlpha = 1;
}

function drawDot(context, [x, y], color) {
  for (const [radius, fill] of [
    [DOT + 2.5, "rgb(0 0 0 / 55%)"],
    [DOT + 1.5, "#fff"],
    [DOT, color],
  ]) {
    context.fillStyle = fill;
    context.beginPath();
    context.arc(x, y, radius, 0, 2 * Math.PI);
    context.fill();
  }
}

function drawRing(context, [x, y], width) {
  for (const [color, thickness] of [
    ["rgb(255 255 255 / 90%)", 3],
    ["rgb(20 22 28 / 90%)", 1],
  ]) {
    Object.assign(context, { strokeStyle: color, lineWidth: thickness });
    context.beginPath();
    context.arc(x, y, Math.max(2, width / 2), 0, 2 * Math.PI);
    context.stroke();
  }
}
