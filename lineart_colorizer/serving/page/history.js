/** What was painted, in order, and what was undone. Plain data that is never changed in place: every function gives a new history. */

export const empty = Object.freeze({ done: [], undone: [] });

/** With one stroke more; what was undone before it is gone. */
export const push = (history, stroke) => ({ done: [...history.done, stroke], undone: [] });

/** The same history where there is nothing to undo; likewise `redo`. */
export const undo = (history) => {
  const { done, undone } = history;
  return done.length ? { done: done.slice(0, -1), undone: [...undone, done.at(-1)] } : history;
};

export const redo = (history) => {
  const { done, undone } = history;
  return undone.length ? { done: [...done, undone.at(-1)], undone: undone.slice(0, -1) } : history;
};
