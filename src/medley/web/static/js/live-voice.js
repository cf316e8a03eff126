// What is said aloud, by the voices of the browser, which speak without a network where they
// are installed. A newer word cuts off an older one.

export class Voice {
  #language;
  #voice = null;
  counts = false;
  cues = false;

  constructor(language) {
    this.#language = language === "ko" ? "ko-KR" : "en-US";
    if (!this.isThere) return;
    this.#choose();
    speechSynthesis.addEventListener?.("voiceschanged", () => this.#choose());
  }

  get isThere() {
    return typeof speechSynthesis === "object" && typeof SpeechSynthesisUtterance === "function";
  }

  // A number and a cue of one moment are said one after the other.
  say(count, cue) {
    const words = [];
    if (this.counts && count !== null) words.push(String(count));
    if (this.cues && cue) words.push(cue);
    if (!words.length || !this.isThere) return;
    speechSynthesis.cancel();
    for (const text of words) {
      const spoken = new SpeechSynthesisUtterance(text);
      spoken.lang = this.#language;
      if (this.#voice) spoken.voice = this.#voice;
      speechSynthesis.speak(spoken);
    }
  }

  hush() {
    if (this.isThere) speechSynthesis.cancel();
  }

  #choose() {
    const fitting = speechSynthesis.getVoices().filter((one) => one.lang.replace("_", "-").startsWith(this.#language.slice(0, 2)));
    this.#voice = fitting.find((one) => one.localService) ?? null;
  }
}
