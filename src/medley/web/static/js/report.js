// Tells the site what was played, finished, skipped or looked at, and for how long.
// A POST with the page's own token; a beacon could carry none. `keepalive` lets it
// arrive after the page is left.

const LONGEST_S = 1800;
const WORTH_TELLING_S = 5;

export function report(address, fields = {}) {
  const body = new FormData(document.getElementById("act"));
  // Without a key the report still counts; browsers give one on secure pages alone.
  if (crypto.randomUUID) body.set("key", crypto.randomUUID());
  for (const [name, value] of Object.entries(fields)) body.set(name, value);
  fetch(address, { method: "POST", keepalive: true, body }).catch(() => {});
}

// Counts the seconds that something was in sight. What was told already is not told
// again until there is more; a page forgotten in an open window stops at half an hour.
export class Stay {
  #since = null;
  #seconds = 0;
  #told = 0;

  begin() {
    this.#since ??= performance.now();
  }

  pause() {
    if (this.#since === null) return;
    this.#seconds += (performance.now() - this.#since) / 1000;
    this.#since = null;
  }

  tell(item) {
    this.pause();
    const seconds = Math.min(this.#seconds, LONGEST_S);
    if (seconds - this.#told < WORTH_TELLING_S) return;
    this.#told = seconds;
    report(`/items/${item}/dwell`, { seconds: seconds.toFixed(1) });
  }
}
