/** Before and after: a handle that divides the picture, by pointer or arrow keys. */

const STEP = 0.02;

const within = (share) => Math.min(1, Math.max(0, share));

export function bindCompare(store, stage, handle) {
  const show = () => {
    const { picture, view, split } = store.get();
    handle.hidden = view !== "compare" || !picture;
    if (handle.hidden) return;
    handle.style.left = `${stage.view.x + split * picture.width * stage.view.scale}px`;
    handle.setAttribute("aria-valuenow", Math.round(100 * split));
  };
  store.subscribe(["picture", "view", "split"], show);
  stage.onMove(show);

  handle.addEventListener("pointerdown", (event) => handle.setPointerCapture(event.pointerId));
  handle.addEventListener("pointermove", (event) => {
    if (!handle.hasPointerCapture(event.pointerId)) return;
    store.set({ split: within(stage.pictureAt(event)[0] / store.get().picture.width) });
  });
  handle.addEventListener("keydown", (event) => {
    const { split } = store.get();
    const to = { ArrowLeft: split - STEP, ArrowDown: split - STEP, ArrowRight: split + STEP, ArrowUp: split + STEP, Home: 0, End: 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    store.set({ split: within(to) });
  });
}
