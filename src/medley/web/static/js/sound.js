// The sound of a song: a playhead that follows it over the pictures, zoom, and keys.
// Without scripts the browser's own player and the pictures stand alone.

const LEAP_S = 5;
const ZOOMS = [1, 2, 4, 8, 16];
const sound = document.getElementById("sound");
const audio = document.getElementById("audio");
const scroll = document.getElementById("scroll");
const wide = document.getElementById("wide");
const seek = document.getElementById("seek");
const toggle = document.getElementById("toggle");
const playhead = document.getElementById("playhead");
const still = matchMedia("(prefers-reduced-motion: reduce)");
const length = Number(sound?.dataset.duration) || 0;
let zoom = 0;

function clock(seconds) {
  const whole = Math.round(seconds);
  const parts = [Math.floor(whole / 60) % 60, whole % 60];
  const hours = Math.floor(whole / 3600);
  const tail = String(parts[1]).padStart(2, "0");
  return hours ? `${hours}:${String(parts[0]).padStart(2, "0")}:${tail}` : `${parts[0]}:${tail}`;
}

function show(follow) {
  const at = Math.min(audio.currentTime, length);
  const left = length ? (at / length) * wide.clientWidth : 0;
  playhead.style.transform = `translateX(${left}px)`;
  seek.value = at;
  const words = sound.dataset.at;
  seek.setAttribute(
    "aria-valuetext", words.replace("{at}", clock(at)).replace("{all}", clock(length)),
  );
  document.getElementById("at").textContent = clock(at);
  if (!follow) return;
  const seen = left - scroll.scrollLeft;
  if (seen >= 0 && seen <= scroll.clientWidth * 0.9) return;
  scroll.scrollTo({ left: left - scroll.clientWidth * 0.1, behavior: still.matches ? "auto" : "smooth" });
}

function tick() {
  show(true);
  if (!audio.paused) requestAnimationFrame(tick);
}

function go(seconds) {
  audio.currentTime = Math.max(0, Math.min(length, seconds));
  show(true);
}

function play() {
  if (!audio) return;
  if (audio.paused) audio.play().catch(() => {});
  else audio.pause();
}

function setZoom(step) {
  const middle = (scroll.scrollLeft + scroll.clientWidth / 2) / wide.clientWidth;
  zoom = Math.max(0, Math.min(ZOOMS.length - 1, zoom + step));
  wide.style.width = `${100 * ZOOMS[zoom]}%`;
  const held = audio && !audio.paused ? audio.currentTime / length : middle;
  scroll.scrollLeft = held * wide.clientWidth - scroll.clientWidth / 2;
  document.getElementById("zoom").value = `${ZOOMS[zoom]}×`;
  sound.querySelector("[data-zoom=out]").disabled = zoom === 0;
  sound.querySelector("[data-zoom=in]").disabled = zoom === ZOOMS.length - 1;
  // The closer look is fetched only by those who take it.
  if (zoom > 0) {
    for (const picture of wide.querySelectorAll("img[data-large]")) {
      picture.src = picture.dataset.large;
      delete picture.dataset.large;
    }
  }
  if (audio) show(false);
}

function ready() {
  sound.classList.add("has-player", "is-seekable");
  for (const part of [toggle, seek, playhead]) part.hidden = false;
  toggle.addEventListener("click", play);
  seek.addEventListener("input", () => go(Number(seek.value)));
  for (const kind of ["play", "pause"]) {
    audio.addEventListener(kind, () => {
      toggle.classList.toggle("is-playing", !audio.paused);
      toggle.setAttribute("aria-label", audio.paused ? toggle.dataset.play : toggle.dataset.pause);
      tick();
    });
  }
  for (const kind of ["timeupdate", "seeked", "ended"]) audio.addEventListener(kind, () => show(false));
  wide.addEventListener("click", (event) => {
    const place = wide.getBoundingClientRect();
    go(((event.clientX - place.left) / place.width) * length);
  });
  show(false);
}

function failed() {
  const words = document.getElementById("audio-failed");
  words.textContent = audio.dataset.failed;
  words.hidden = false;
  for (const part of [toggle, seek, playhead, audio]) part.hidden = true;
}

if (sound) {
  for (const button of sound.querySelectorAll("[data-zoom]")) {
    button.addEventListener("click", () => setZoom(button.dataset.zoom === "in" ? 1 : -1));
  }
  setZoom(0);
  addEventListener("resize", () => audio && show(false));
}
if (audio) {
  ready();
  audio.addEventListener("error", failed);
  if (audio.error) failed();
}

// Keys work anywhere but where they already mean something.
const TYPES = "input:not([type=range], [type=checkbox]), textarea, select, [contenteditable]";
const PRESSES = "button, summary, a, audio";

addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
  const at = event.target;
  if (at.matches(TYPES)) {
    if (event.key === "Escape") at.blur();
    return;
  }
  if (event.key === " " && audio && !at.closest(PRESSES)) play();
  else if (event.key === "ArrowRight" && audio) go(audio.currentTime + LEAP_S);
  else if (event.key === "ArrowLeft" && audio) go(audio.currentTime - LEAP_S);
  else if (!pressed(event)) return;
  event.preventDefault();
});

function pressed(event) {
  const key = event.key.toLowerCase();
  if (event.repeat || key.length !== 1) return false;
  const typed = document.querySelector("[data-focus-keys]");
  if (typed?.dataset.focusKeys === key) {
    typed.focus();
    return true;
  }
  // The physical key, so that a Korean layout presses the same button.
  const physical = event.code.startsWith("Key") ? event.code.slice(3).toLowerCase() : key;
  const named = [...document.querySelectorAll("[data-keys]")];
  const button = named.find((one) => one.dataset.keys.includes(key))
    ?? named.find((one) => one.dataset.keys === physical);
  if (!button || button.disabled) return false;
  button.click();
  return true;
}
