// Which one of all that could be said is shown: the most urgent, and long enough to be read.

const ORDER = ["refused", "full", "offline", "camera-gone", "hidden", "paused", "loading", "learning", "nobody", "framing", "slow", "camera-slow", "server", "dark", "back", "several", "ready"];
const STAYS_MS = 1500;

export class Remarks {
  #place;
  #words;
  #there = new Map();
  #shown = "";
  #since = -Infinity;
  #timer = null;

  constructor(place, words) {
    this.#place = place;
    this.#words = words;
  }

  // Says a code, or what the server says under the code "server"; false takes it back.
  set(code, on, words = this.#words[code]) {
    if (on) this.#there.set(code, words);
    else this.#there.delete(code);
    this.#show();
  }

  // Says a code for some seconds.
  pass(code, lastsMs = 5000) {
    this.set(code, true);
    setTimeout(() => this.set(code, false), lastsMs);
  }

  #show() {
    const code = ORDER.find((one) => this.#there.has(one));
    const words = code ? this.#there.get(code) : "";
    if (words === this.#shown) return;
    const left = this.#since + STAYS_MS - performance.now();
    clearTimeout(this.#timer);
    if (left > 0 && this.#shown) {
      this.#timer = setTimeout(() => this.#show(), left);
      return;
    }
    this.#shown = words;
    this.#since = performance.now();
    this.#place.textContent = words;
    this.#place.hidden = !words;
  }
}
