/**
 * Strokes as plain data, and how they are painted.
 *
 * A stroke: {tool, color, size, points}. tool: "brush", "eraser", or "clear", which removes all before it. color: "#rrggbb".
 * size: its width, and points: [[x, y, pressure], ...], in pixels of the picture; pressure 0..1 scales the width.
 */

const APART = 0.5; // pixels: nearer points change nothing that is seen
const LIGHTEST = 0.3; // share of the width at no pressure

export const begin = (tool, color, size, point) => ({ tool, color, size, points: [point] });

/** With more points; those next to the one before are left out. */
export function extend(stroke, points) {
  const all = [...stroke.points];
  for (const point of points) {
    const last = all.at(-1);
    if (Math.hypot(point[0] - last[0], point[1] - last[1]) >= APART) all.push(point);
  }
  return { ...stroke, points: all };
}

export const clearing = Object.freeze({ tool: "clear", color: "", size: 0, points: [] });

/** The strokes that are left: those after the last clearing. */
export const remaining = (strokes) => strokes.slice(strokes.findLastIndex((stroke) => stroke.tool === "clear") + 1);

/** Whether a stroke may show in a picture of this size. */
export function touches({ points, size }, picture) {
  return [picture.width, picture.height].every((side, axis) => {
    const along = points.map((point) => point[axis]);
    return Math.max(...along) > -size / 2 && Math.min(...along) < side + size / 2;
  });
}

const widthAt = (stroke, pressure) => stroke.size * (LIGHTEST + (1 - LIGHTEST) * pressure);

/** Paints one stroke on a 2D context whose units are the picture's pixels. */
export function paint(context, stroke) {
  const { points } = stroke;
  context.save();
  context.globalCompositeOperation = stroke.tool === "eraser" ? "destination-out" : "source-over";
  context.fillStyle = context.strokeStyle = stroke.tool === "eraser" ? "#000" : stroke.color;
  context.lineCap = context.lineJoin = "round";
  const even = points.every((point) => point[2] === points[0][2]);
  if (points.length === 1) dab(context, points[0], widthAt(stroke, points[0][2]));
  else if (even) line(context, points, widthAt(stroke, points[0][2]));
  else for (let at = 1; at < points.length; at++) line(context, points.slice(at - 1, at + 1), widthAt(stroke, points[at][2]));
  context.restore();
}

function dab(context, [x, y], width) {
  context.beginPath();
  context.arc(x, y, width / 2, 0, 2 * Math.PI);
  context.fill();
}

function line(context, points, width) {
  context.lineWidth = width;
  context.beginPath();
  points.forEach(([x, y], at) => (at ? context.lineTo(x, y) : context.moveTo(x, y)));
  context.stroke();
}

/** All strokes, transparent elsewhere, on a canvas of the given size, `scale` canvas pixels to a picture's pixel. */
export function paintAll(canvas, strokes, scale) {
  const context = canvas.getContext("2d", { willReadFrequently: true });
  context.setTransform(1, 0, 0, 1, 0, 0);
  context.clearRect(0, 0, canvas.width, canvas.height);
  context.setTransform(scale, 0, 0, scale, 0, 0);
  for (const stroke of remaining(strokes)) paint(context, stroke);
}

/** For each brush stroke, the first of its points that still shows its colour: {x, y, color}. colorAt(x, y): "#rrggbb", null where nothing is. */
export function markers(strokes, colorAt) {
  const found = [];
  for (const { tool, color, points } of remaining(strokes)) {
    const shown = tool === "brush" && points.find(([x, y]) => colorAt(x, y) === color);
    if (shown) found.push({ x: shown[0], y: shown[1], color });
  }
  return found;
}
