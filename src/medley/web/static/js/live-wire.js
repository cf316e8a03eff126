// The way to the server: batches of frames out, answers in. The session's state is whatever
// the last answer gave, so any server process goes on with it. What was not answered is kept
// and sent again, and the same batch with the same state is counted once.

import { columns, packet, unpacked } from "./live-frames.js";

const EVERY_MS = 100;
const MOST_FRAMES = 150;
const MOST_S = 20;
const PATIENCE_MS = 10_000;
const LONGEST_MS = 4000;
export const MOST_WAITING = 12_000;

export class Wire {
  #url;
  #token;
  #told;
  #state = new Uint8Array(0);
  #waiting = [];
  #change = 0;
  #count = 0;
  #busy = false;
  #timer = null;
  #sentAt = -Infinity;
  #tripMs = 0;
  #failures = 0;
  #restS = 0;
  #badBatches = 0;
  #ended = false;

  // `told` has exercise, aspect and the callbacks onAnswer, onLink, onLearning and onRefused.
  constructor(url, token, told) {
    this.#url = url;
    this.#token = token;
    this.#told = told;
  }

  get isFull() {
    return this.#waiting.length >= MOST_WAITING;
  }

  get nWaiting() {
    return this.#waiting.length;
  }

  add(frame) {
    if (this.isFull || this.#ended) return;
    this.#waiting.push(frame);
    this.#plan();
  }

  // What the person says the count is off by.
  correct(change) {
    this.#change += change;
    this.#plan();
  }

  // Answers once all is counted, or after a while.
  async settled(patienceMs) {
    const until = performance.now() + patienceMs;
    while ((this.#waiting.length || this.#change || this.#busy) && !this.#ended && performance.now() < until) {
      await new Promise((resolve) => { setTimeout(resolve, 50); });
    }
    return !this.#waiting.length;
  }

  end() {
    this.#ended = true;
    clearTimeout(this.#timer);
  }

  #plan() {
    if (this.#busy || this.#timer || this.#ended || !(this.#waiting.length || this.#change)) return;
    const apart = Math.max(EVERY_MS, 1.25 * this.#tripMs);
    const behind = this.#waiting.length >= MOST_FRAMES;
    const wait = this.#failures || this.#restS ? this.#pauseMs() : behind ? 0 : this.#sentAt + apart - performance.now();
    this.#timer = setTimeout(() => { this.#timer = null; this.#send(); }, Math.max(0, wait));
  }

  #pauseMs() {
    const rest = 1000 * this.#restS;
    this.#restS = 0;
    return Math.max(rest, Math.min(LONGEST_MS, 250 * 2 ** this.#failures));
  }

  #batch() {
    const until = (this.#waiting[0]?.time ?? 0) + MOST_S;
    const frames = this.#waiting.slice(0, MOST_FRAMES).filter((frame) => frame.time <= until);
    const { exercise, aspect } = this.#told;
    const change = this.#change;
    const head = { exercise, aspect, change, n: frames.length, state: this.#state.length };
    return { frames, change, body: packet(head, this.#state, ...columns(frames)) };
  }

  async #send() {
    this.#busy = true;
    const batch = this.#batch();
    this.#sentAt = performance.now();
    try {
      const response = await fetch(this.#url, {
        method: "POST",
        headers: { "X-CSRFToken": this.#token, "Content-Type": "application/octet-stream" },
        body: batch.body,
        signal: AbortSignal.timeout(PATIENCE_MS),
        redirect: "error",
      });
      if (response.ok) this.#take(batch, await response.arrayBuffer());
      else await this.#refused(batch, response);
    } catch {
      this.#failed();
    }
    this.#busy = false;
    this.#plan();
  }

  #take({ frames, change }, buffer) {
    const { head, rest } = unpacked(buffer);
    const now = performance.now();
    this.#state = rest;
    this.#count = head.count;
    this.#waiting.splice(0, frames.length);
    this.#change -= change;
    this.#badBatches = 0;
    this.#tripMs = now - this.#sentAt;
    if (this.#failures) this.#told.onLink(true);
    this.#failures = 0;
    this.#told.onAnswer(head, { frames, pending: this.#change, sentAt: this.#sentAt, answeredAt: now });
  }

  #failed() {
    this.#failures += 1;
    if (this.#failures === 2) this.#told.onLink(false);
  }

  async #refused({ frames }, response) {
    const { code, said } = await response.json().catch(() => ({}));
    if (code === "state") {
      // As after a change of the site's key: begin anew with the count that was reached.
      this.#state = new Uint8Array(0);
      this.#change += this.#count;
      this.#count = 0;
      this.#badBatches += 1;
    } else if (code === "batch") {
      this.#waiting.splice(0, frames.length);
      this.#badBatches += 1;
    } else if (code === "learning") {
      this.#told.onLearning(said);
      this.#restS = Number(response.headers.get("Retry-After"));
      return;
    } else if (code === "busy" || (response.status >= 500 && code !== "untrained")) {
      this.#restS = Number(response.headers.get("Retry-After"));
      this.#failed();
      return;
    } else {
      this.#badBatches = Infinity;
    }
    if (this.#badBatches > 3) {
      this.end();
      this.#told.onRefused(said);
    }
  }
}
