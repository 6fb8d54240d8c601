/** What the page says: quietly in a line, or as an alert with at most one thing to do about it. */

const line = document.getElementById("status");
const alert = document.getElementById("alert");
const [text, button, dismiss] = alert.children;
const progress = document.getElementById("progress");
const works = new Set();
let act = null;
let lasts = false;

dismiss.addEventListener("click", close);
button.addEventListener("click", () => {
  const chosen = act;
  close();
  chosen?.();
});

export function say(message) {
  line.textContent = message;
  line.title = message;
}

/** action: {label, act}. lasting: it stays until the person dismisses it, or there is more to complain of. */
export function complain(message, action = null, lasting = false) {
  text.textContent = message;
  act = action?.act ?? null;
  button.hidden = !action;
  button.textContent = action?.label ?? "";
  alert.hidden = false;
  lasts = lasting;
}

/** All is well again. */
export function calm() {
  if (!lasts) close();
}

/** What was complained of has gone. */
export function close() {
  alert.hidden = true;
  lasts = false;
}

/** what: the work that begins or ends; others may go on. */
export function showProgress(what, busy) {
  if (busy) works.add(what);
  else works.delete(what);
  progress.hidden = !works.size;
}
