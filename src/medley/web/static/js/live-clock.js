// The time of a session, which stands still while it is paused.

const STEP_S = 0.5;

export class Clock {
  #base = 0;
  #since = null;

  get runs() {
    return this.#since !== null;
  }

  // Seconds of the session at a moment of performance.now().
  at(now) {
    return this.#base + (this.runs ? (now - this.#since) / 1000 : 0);
  }

  go() {
    if (!this.runs) this.#since = performance.now();
  }

  // What moves before and after a pause is no movement, so a gap stays between them.
  stop() {
    if (!this.runs) return;
    this.#base = this.at(performance.now()) + STEP_S;
    this.#since = null;
  }
}
