// The playlist maker beyond HTMX: steps on a phone, sliders that say their value, songs
// that are dragged or moved by arrow keys, and links that are copied.

import { say } from "./page.js";

const make = document.getElementById("make");
const narrow = matchMedia("(max-width: 719px)");

function go(step) {
  for (const part of document.querySelectorAll("[data-step-of]")) {
    part.classList.toggle("is-here", part.dataset.stepOf === step);
  }
  for (const link of document.querySelectorAll(".make-steps [data-step]")) {
    if (link.dataset.step === step) link.setAttribute("aria-current", "step");
    else link.removeAttribute("aria-current");
  }
}

if (make) {
  const steps = document.querySelector(".make-steps");
  if (!document.getElementById("result")) steps.querySelector("[data-step=result]").remove();
  make.classList.add("has-steps");
  go(make.dataset.at);
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-step]");
  if (!link || !narrow.matches) return;
  event.preventDefault();
  go(link.dataset.step);
  scrollTo({ top: 0 });
  document.querySelector(".is-here h2")?.scrollIntoView({ block: "nearest" });
});

document.addEventListener("input", (event) => {
  const slider = event.target.closest("[data-range]");
  if (slider) slider.querySelector("output").value = event.target.value + slider.dataset.range;
});

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  const field = document.getElementById(button.dataset.copy);
  field.select();
  try {
    await navigator.clipboard.writeText(field.value);
    say(button.dataset.copied);
  } catch {
    // Without leave to write, the link stays selected for the keyboard.
  }
});

// A list of what the person owns: one too large is told before it is sent.

document.addEventListener("change", (event) => {
  const { files, dataset } = event.target;
  if (!dataset?.most || !files) return;
  const tooLarge = files.length > 0 && files[0].size > Number(dataset.most);
  event.target.setCustomValidity(tooLarge ? dataset.tooLarge : "");
  event.target.reportValidity();
});

document.addEventListener("submit", (event) => {
  if (event.target.matches(".own-form")) event.submitter?.classList.add("htmx-request");
});

addEventListener("pageshow", () => {
  document.querySelector(".own-form .htmx-request")?.classList.remove("htmx-request");
});

// Moving songs

let busy = false;

function move(from, to) {
  const count = document.querySelectorAll(".song").length;
  if (busy || to < 0 || to >= count || to === from) return;
  const form = document.getElementById("edit");
  const token = form.querySelector("[name=csrfmiddlewaretoken]").value;
  busy = true;
  window.htmx
    .ajax("POST", form.getAttribute("action"), {
      source: form,
      target: "#result",
      swap: "outerHTML",
      values: { do: `move:${from}:${to}`, csrfmiddlewaretoken: token },
    })
    .finally(() => {
      busy = false;
    });
}

document.addEventListener("keydown", (event) => {
  const grip = event.target.closest?.(".grip");
  const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
  if (!grip || !step) return;
  event.preventDefault();
  const from = Number(grip.closest(".song").dataset.place);
  move(from, from + step);
});

class Drag {
  constructor(song, y) {
    this.song = song;
    this.list = song.parentElement;
    this.start = y;
    this.from = Number(song.dataset.place);
    this.others = [...this.list.children].filter((one) => one !== song);
    this.middles = this.others.map((one) => {
      const box = one.getBoundingClientRect();
      return box.top + box.height / 2 + scrollY;
    });
    this.height = song.getBoundingClientRect().height;
    this.top = song.getBoundingClientRect().top + this.height / 2 + scrollY - y;
    song.classList.add("is-dragged");
    for (const one of this.others) one.classList.add("is-moving");
  }

  to(y) {
    this.song.style.transform = `translateY(${y - this.start}px)`;
    const middle = this.top + y;
    this.at = this.middles.filter((one) => one < middle).length;
    this.others.forEach((one, place) => {
      const up = place >= this.from && place < this.at;
      const down = place < this.from && place >= this.at;
      const by = up ? -this.height : down ? this.height : 0;
      one.style.transform = by ? `translateY(${by}px)` : "";
    });
  }

  end(moved) {
    const at = this.at ?? this.from;
    this.song.classList.remove("is-dragged");
    for (const one of this.others) one.classList.remove("is-moving");
    if (moved && at !== this.from) {
      move(this.from, at);
      return;
    }
    for (const one of this.list.children) one.style.transform = "";
  }
}

let drag = null;
const EDGE = 90;

document.addEventListener("pointerdown", (event) => {
  const grip = event.target.closest(".grip");
  if (!grip || event.button) return;
  grip.setPointerCapture(event.pointerId);
  drag = new Drag(grip.closest(".song"), event.pageY);
});
document.addEventListener("pointermove", (event) => {
  if (!drag) return;
  if (event.clientY < EDGE) scrollBy(0, -12);
  else if (event.clientY > innerHeight - EDGE) scrollBy(0, 12);
  drag.to(event.pageY);
});
document.addEventListener("pointerup", () => {
  drag?.end(true);
  drag = null;
});
document.addEventListener("pointercancel", () => {
  drag?.end(false);
  drag = null;
});

// What the server did is said, and the keyboard goes on where it was.
document.addEventListener("htmx:afterSettle", (event) => {
  const result = document.getElementById("result");
  if (!result || !event.target.closest("#result, #make")) return;
  const { said, focus } = result.dataset;
  if (said) say(said);
  if (focus) document.getElementById(focus)?.focus();
  delete result.dataset.said;
  delete result.dataset.focus;
  for (const part of document.querySelectorAll("[data-step-of]")) {
    if (part.contains(result)) part.classList.add("is-here");
  }
});
