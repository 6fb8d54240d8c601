/** Files that a person picks, drops or pastes: drawings onto the page, references onto their place. */

const drop = document.getElementById("drop");
const REFERENCE = "#reference";

const firstFile = (transfer) => [...(transfer?.files ?? [])][0];
const hasFiles = (event) => [...(event.dataTransfer?.types ?? [])].includes("Files");

/** The file input #<id> opens by a click on the button #<button>; onFile(file). */
export function bindPicker(button, id, onFile) {
  const input = document.getElementById(id);
  document.getElementById(button).addEventListener("click", () => input.click());
  input.addEventListener("change", () => {
    if (input.files[0]) onFile(input.files[0]);
    input.value = ""; // the same file may be chosen again
  });
}

export function bindDropAndPaste(onDrawing, onReference) {
  let within = 0; // of elements that were entered and not left
  const leave = (by) => {
    within = Math.max(0, within - by);
    drop.hidden = within === 0;
  };
  addEventListener("dragenter", (event) => {
    if (!hasFiles(event)) return;
    within += 1;
    drop.hidden = false;
  });
  addEventListener("dragleave", (event) => hasFiles(event) && leave(1));
  addEventListener("dragover", (event) => event.preventDefault());
  addEventListener("drop", (event) => {
    event.preventDefault();
    leave(within);
    const file = firstFile(event.dataTransfer);
    if (file) (event.target.closest?.(REFERENCE) ? onReference : onDrawing)(file);
  });
  addEventListener("paste", (event) => {
    const file = firstFile(event.clipboardData);
    if (file) onDrawing(file);
  });
}
