// What the page shows of a session; it decides nothing.

const FOLLOWS = 0.5;

export class Board {
  #root;
  #part;
  #cueTimer = null;
  #aim = 0;
  #share = 0;

  constructor(root, part) {
    this.#root = root;
    this.#part = part;
  }

  // The page before and after a session, with what went wrong in words.
  setup(fault) {
    this.#at("setup");
    this.#part("start").disabled = false;
    this.#text("starting", "");
    this.#text("fault", fault);
  }

  starting(words) {
    this.#part("start").disabled = true;
    this.#text("fault", "");
    this.#text("starting", words);
  }

  room() {
    this.#at("room");
    const video = this.#part("video");
    this.#part("stage").style.setProperty("--aspect", String(video.videoWidth / video.videoHeight || 4 / 3));
    this.#part("pause").focus({ preventScroll: true });
    this.#part("stage").scrollIntoView({ block: "start" });
  }

  begun(name) {
    this.show(null, 0, false);
    this.#text("name", name);
    this.#text("cue", "");
    this.paused(false);
    this.asked();
  }

  show(answer, count, isRecognised, held = 0) {
    const isHeld = answer?.is_held ?? false;
    this.#part("count").textContent = isHeld ? Math.floor(held) : count;
    this.#part("unit").textContent = this.#root.dataset[isHeld ? "seconds" : "repetitions"];
    this.#part("undo").disabled = isHeld || count === 0;
    this.#part("correct").disabled = isHeld;
    if (!answer) return;
    if (isRecognised && answer.name) this.#text("name", answer.name);
    this.#text("partials", answer.partials ? this.#root.dataset.partials.replace("{n}", answer.partials) : "");
    this.#aim = answer.position ?? 0;
    this.#part("range").setAttribute("aria-valuenow", Math.round(100 * this.#aim));
  }

  // The bar follows with each picture instead of an animation of its own.
  step() {
    this.#share += FOLLOWS * (this.#aim - this.#share);
    this.#part("range").style.setProperty("--share", this.#share.toFixed(3));
  }

  // One cue at a time; it stays a while after it was said.
  cue(words, isSpoken) {
    if (!words) return;
    const place = this.#part("cue");
    place.setAttribute("aria-live", isSpoken ? "off" : "polite");
    this.#text("cue", words);
    clearTimeout(this.#cueTimer);
    this.#cueTimer = setTimeout(() => this.#text("cue", ""), 7000);
  }

  // For screen readers.
  announce(text) {
    this.#part("announced").textContent = String(text);
  }

  rate(fps, seconds) {
    const { rate } = this.#root.dataset;
    this.#part("rate").textContent = `${clock(seconds)} · ${rate.replace("{n}", Math.round(fps))}`;
  }

  paused(isPaused) {
    const button = this.#part("pause");
    button.querySelector("span").textContent = this.#root.dataset[isPaused ? "goOn" : "pause"];
    button.querySelector("use").setAttribute("href", isPaused ? "#i-play" : "#i-pause");
    this.#part("stage").classList.toggle("is-paused", isPaused);
  }

  asking(count) {
    const form = this.#part("correcting");
    if (count === undefined || this.#part("correct").disabled) return;
    form.hidden = false;
    this.#part("said").value = count;
    this.#part("said").select();
    this.#part("said").focus({ preventScroll: true });
    form.scrollIntoView({ block: "center" });
  }

  asked() {
    const form = this.#part("correcting");
    const had = form.contains(document.activeElement);
    form.hidden = true;
    if (had) this.#part("correct").focus();
  }

  ending() {
    for (const button of this.#part("controls").querySelectorAll("button")) button.disabled = true;
  }

  done({ last, count, lasts, cut, exercise, tape, longest }) {
    for (const button of this.#part("controls").querySelectorAll("button")) button.disabled = false;
    this.#at("done");
    const isHeld = last?.is_held ?? false;
    this.#text("done-name", last?.name || this.#root.querySelector(`[name=exercise][value="${exercise}"]`)?.dataset.name || "");
    this.#part("done-count").textContent = isHeld ? Math.floor(longest) : count;
    this.#part("done-unit").textContent = this.#root.dataset[isHeld ? "seconds" : "repetitions"];
    this.#text("done-partials", last?.partials ? this.#root.dataset.partials.replace("{n}", last.partials) : "");
    this.#part("done-time").textContent = clock(lasts);
    this.#text("done-cut", cut);
    this.#part("keep").disabled = tape.length < 2;
    this.#text("keep-fault", "");
    this.#part("done").querySelector("h2").focus();
  }

  keeping(isBusy, fault = "") {
    this.#part("keep").disabled = isBusy;
    this.#text("keep-fault", fault);
  }

  #at(place) {
    this.#root.dataset.at = place;
    for (const name of ["setup", "room", "done"]) this.#part(name).hidden = name !== place;
  }

  #text(name, text) {
    this.#part(name).textContent = text;
    this.#part(name).hidden = !text;
  }
}

function clock(seconds) {
  const whole = Math.floor(seconds);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}
