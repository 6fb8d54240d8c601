/** What the page says: quietly in a line, or as an alert with at most one thing to do about it. */

const line = document.getElementById("status");
const alert = document.getElementById("alert");
const [text, button, dismiss] = alert.children;
const progress = document.getElementById("progress");
let act = null;

dismiss.addEventListener("click", calm);
button.addEventListener("click", () => {
  const chosen = act;
  calm();
  chosen?.();
});

export function say(message) {
  line.textContent = message;
  line.title = message;
}

/** action: {label, act}. */
export function complain(message, action = null) {
  text.textContent = message;
  act = action?.act ?? null;
  button.hidden = !action;
  button.textContent = action?.label ?? "";
  alert.hidden = false;
}

export function calm() {
  alert.hidden = true;
}

export function showProgress(busy) {
  progress.hidden = !busy;
}
