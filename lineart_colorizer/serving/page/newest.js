/** Of requests that follow each other, the newest alone counts: it aborts the one before. A busy service is asked again. */

const LONGEST = 30; // seconds between two tries

const pause = (seconds, signal) =>
  new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, 1000 * seconds);
    signal.addEventListener("abort", () => {
      clearTimeout(timer);
      reject(signal.reason);
    });
  });

/**
 * work(signal, ...given): one request. An error with retryAfter (seconds) is tried again after onWait(seconds).
 * Gives run(...given): what work gave, or undefined where a newer run took its place. run.stop() aborts without another.
 */
export function newestOf(work, onWait, wait = pause) {
  let current = null;

  async function run(...given) {
    current?.abort();
    const own = (current = new AbortController());
    try {
      for (;;) {
        try {
          const made = await work(own.signal, ...given);
          return own.signal.aborted ? undefined : made;
        } catch (error) {
          if (own.signal.aborted || error.retryAfter == null) throw error;
          const seconds = Math.min(LONGEST, Math.max(1, error.retryAfter));
          onWait(seconds);
          await wait(seconds, own.signal);
        }
      }
    } catch (error) {
      if (own.signal.aborted) return undefined;
      throw error;
    } finally {
      if (current === own) current = null;
    }
  }

  run.stop = () => current?.abort();
  return run;
}
