/** What was painted, in order, and what was undone. Plain data that is never changed in place: every function gives a new history. */

export const empty = Object.freeze({ done: [], undone: [] });

/** With one stroke more; what was undone before it is gone. */
export const push = (history, stroke) => ({ done: [...history.done, stroke], undone: [] });

export const undo = ({ done, undone }) => (done.length ? { done: done.slice(0, -1), undone: [...undone, done.at(-1)] } : { done, undone });

export const redo = ({ done, undone }) =>
  undone.length ? { done: [...done, undone.at(-1)], undone: undone.slice(0, -1) } : { done, undone };
