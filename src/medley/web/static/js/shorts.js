// The vertical player. Only the clip on the screen plays; what was played, finished or
// skipped is reported by POST. With reduced motion nothing starts by itself.

import { Stay, report } from "./report.js";

const list = document.getElementById("shorts");
const calm = matchMedia("(prefers-reduced-motion: reduce)");
const SKIPPED_BEFORE = 0.35;
const ICONS = { sound: "#i-sound", muted: "#i-muted" };

let current = null;
let stay = new Stay();
let withSound = sessionStorage.getItem("sound") === "on";

const videoOf = (short) => short?.querySelector("video") ?? null;

const tell = (short, kind) => report(`/items/${short.dataset.pk}/${kind}`);

function play(short) {
  const video = videoOf(short);
  if (!video) return;
  video.muted = !withSound;
  video.play().catch(() => {
    // Browsers refuse sound before the first touch: go on without it.
    video.muted = true;
    video.play().catch(() => short.classList.add("is-paused"));
  });
}

function leave(short) {
  stay.tell(short.dataset.pk);
  const video = videoOf(short);
  if (!video) return;
  video.pause();
  const seen = video.duration ? video.currentTime / video.duration : 0;
  if (short.dataset.played && !short.dataset.finished && seen < SKIPPED_BEFORE) {
    tell(short, "skip");
  }
  delete short.dataset.played;
  delete short.dataset.finished;
  video.currentTime = 0;
}

function enter(short) {
  if (short === current) return;
  if (current) leave(current);
  current = short;
  stay = new Stay();
  if (!document.hidden) stay.begin();
  if (calm.matches) short.classList.add("is-paused");
  else play(short);
  const next = videoOf(short.nextElementSibling?.matches(".short") && short.nextElementSibling);
  if (next) next.preload = "auto";
}

function toggle(short) {
  const video = videoOf(short);
  if (!video) return;
  if (video.paused) play(short);
  else video.pause();
}

function showSound() {
  for (const button of list.querySelectorAll(".mute")) {
    button.setAttribute("aria-pressed", String(withSound));
    button.querySelector("use").setAttribute("href", withSound ? ICONS.sound : ICONS.muted);
  }
}

function toggleSound() {
  withSound = !withSound;
  sessionStorage.setItem("sound", withSound ? "on" : "off");
  const video = videoOf(current);
  if (video) video.muted = !withSound;
  showSound();
}

function finish(short, video) {
  if (!short.dataset.finished) tell(short, "finish");
  short.dataset.finished = "yes";
  if (!calm.matches && short === current) {
    video.currentTime = 0;
    video.play().catch(() => {});
  }
}

function prepare(short) {
  watcher.observe(short);
  const video = videoOf(short);
  if (!video) return;
  const line = short.querySelector(".played span");
  video.controls = false;
  video.muted = true;
  for (const button of short.querySelectorAll(".tap, .mute")) button.hidden = false;
  short.querySelector(".tap").addEventListener("click", () => toggle(short));
  short.querySelector(".mute").addEventListener("click", toggleSound);
  video.addEventListener("loadedmetadata", () => {
    video.classList.toggle("is-wide", video.videoWidth > video.videoHeight);
  });
  video.addEventListener("play", () => {
    short.classList.remove("is-paused");
    if (!short.dataset.played) tell(short, "play");
    short.dataset.played = "yes";
  });
  video.addEventListener("pause", () => {
    if (!video.ended) short.classList.add("is-paused");
  });
  video.addEventListener("timeupdate", () => {
    const share = video.duration ? video.currentTime / video.duration : 0;
    line.style.transform = `scaleX(${share})`;
  });
  video.addEventListener("ended", () => finish(short, video));
}

function step(down) {
  const target = down ? current?.nextElementSibling : current?.previousElementSibling;
  target?.scrollIntoView({ behavior: calm.matches ? "auto" : "smooth" });
}

const keys = {
  ArrowDown: () => step(true),
  ArrowUp: () => step(false),
  " ": () => toggle(current),
  l: () => current.querySelector(".act-like")?.click(),
  m: toggleSound,
};

document.addEventListener("keydown", (event) => {
  const action = keys[event.key.length === 1 ? event.key.toLowerCase() : event.key];
  if (!action || !current || event.ctrlKey || event.metaKey || event.altKey) return;
  const on = event.target;
  if (on.closest("input, textarea, details[open]")) return;
  if (event.key === " " && on.closest("button, a, summary")) return;
  event.preventDefault();
  action();
});

const watcher = new IntersectionObserver(
  (entries) => {
    for (const entry of entries) if (entry.isIntersecting) enter(entry.target);
  },
  { root: list, threshold: 0.6 },
);

function prepareFresh() {
  for (const short of list.querySelectorAll(".short:not([data-ready])")) {
    short.dataset.ready = "yes";
    prepare(short);
  }
  showSound();
}

if (list) {
  prepareFresh();
  new MutationObserver(prepareFresh).observe(list, { childList: true });
  addEventListener("pagehide", () => current && leave(current));
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) {
      videoOf(current)?.pause();
      if (current) stay.tell(current.dataset.pk);
    } else stay.begin();
  });
}
