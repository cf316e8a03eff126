// The report of a workout: the skeleton over the video, repetitions to step through, a plot
// to click in. Where there is no video, a clock of its own moves the skeleton.

import { BONES, LEFT, RIGHT } from "./bones.js";

const root = document.getElementById("workout");
const video = document.getElementById("video");
const canvas = document.getElementById("body");
const stage = document.getElementById("stage");
const seek = document.getElementById("seek");
const toggle = document.getElementById("toggle");
const slow = document.getElementById("slow");
const shown = document.getElementById("at");
const playhead = document.getElementById("playhead");
const motion = document.getElementById("motion");
const pieces = [...document.querySelectorAll("#pieces .piece")];
const duration = Number(root.dataset.duration);
const minuteLength = Number(root.dataset.minute);
const scale = Number(root.dataset.scale);
const UNSEEN = -32768;
const SEEN = 0.4 * 255;
const NEAR_MS = 150;
const minutes = new Map();
let stopAt = null;

// One way to play, whether there is a video or not.
const clock = { at: 0, playing: false, rate: 1, since: 0 };
let usesVideo = Boolean(video);

function now() {
  if (usesVideo) return video.currentTime;
  if (!clock.playing) return clock.at;
  return Math.min(duration, clock.at + (clock.rate * (performance.now() - clock.since)) / 1000);
}

function isPlaying() {
  return usesVideo ? !video.paused : clock.playing;
}

function goTo(seconds) {
  const at = Math.min(Math.max(seconds, 0), duration);
  if (usesVideo) video.currentTime = at;
  else Object.assign(clock, { at, since: performance.now() });
  show();
}

async function play(until = null) {
  stopAt = until;
  if (now() >= duration - 0.05) goTo(0);
  if (usesVideo) await video.play().catch(() => {});
  else Object.assign(clock, { at: now(), playing: true, since: performance.now() });
  requestAnimationFrame(step);
}

function pause() {
  stopAt = null;
  if (usesVideo) video.pause();
  else Object.assign(clock, { at: now(), playing: false });
  show();
}

function step() {
  const at = now();
  if (!isPlaying()) return show();
  if ((stopAt !== null && at >= stopAt) || at >= duration) pause();
  show();
  requestAnimationFrame(step);
}

function show() {
  const at = now();
  seek.value = at;
  const whole = Math.floor(at / 60);
  shown.textContent = `${whole}:${(at - 60 * whole).toFixed(1).padStart(4, "0")}`;
  if (playhead) {
    playhead.hidden = false;
    playhead.style.left = `${(100 * at) / duration}%`;
  }
  const words = isPlaying() ? toggle.dataset.pause : toggle.dataset.play;
  if (toggle.ariaLabel !== words) toggle.ariaLabel = words;
  stage.parentElement.classList.toggle("is-playing", isPlaying());
  draw(at);
}

// The body comes a minute at a time.
function minuteAt(seconds) {
  const number = Math.floor(seconds / minuteLength);
  if (!minutes.has(number)) {
    minutes.set(number, null);
    fetch(`${root.dataset.body}${number}`)
      .then((answer) => (answer.ok ? answer.arrayBuffer() : Promise.reject()))
      .then((buffer) => {
        minutes.set(number, read(buffer));
        show();
      })
      .catch(() => minutes.delete(number));
    // Three hours would be too much to keep.
    if (minutes.size > 12) minutes.delete(minutes.keys().next().value);
  }
  return minutes.get(number);
}

function read(buffer) {
  const n = new DataView(buffer).getUint32(0, true);
  return {
    ms: new Uint32Array(buffer, 4, n),
    points: new Int16Array(buffer, 4 + 4 * n, 66 * n),
    seen: new Uint8Array(buffer, 4 + 4 * n + 132 * n, 33 * n),
  };
}

function nearest(times, ms) {
  let low = 0;
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (times[middle] < ms) low = middle + 1;
    else high = middle;
  }
  const before = low > 0 && (low === times.length || ms - times[low - 1] < times[low] - ms);
  const row = before ? low - 1 : low;
  return Math.abs(times[row] - ms) <= NEAR_MS ? row : -1;
}

function draw(seconds) {
  const box = stage.getBoundingClientRect();
  const dense = devicePixelRatio || 1;
  const [wide, tall] = [Math.round(box.width * dense), Math.round(box.height * dense)];
  if (canvas.width !== wide || canvas.height !== tall) Object.assign(canvas, { width: wide, height: tall });
  const pen = canvas.getContext("2d");
  pen.clearRect(0, 0, wide, tall);
  const body = minuteAt(seconds);
  if (!body) return;
  const row = nearest(body.ms, 1000 * seconds);
  if (row < 0) return;
  const place = picture(wide, tall);
  const at = (n) => {
    const [x, y] = [body.points[66 * row + 2 * n], body.points[66 * row + 2 * n + 1]];
    if (x === UNSEEN || body.seen[33 * row + n] < SEEN) return null;
    return [place.left + (x / scale) * place.height, place.top + (y / scale) * place.height];
  };
  pen.lineCap = "round";
  for (const [width, ink] of [[5.5, null], [3, "own"]]) {
    pen.lineWidth = width * dense;
    for (const [one, other, side] of BONES) {
      const [from, to] = [at(one), at(other)];
      if (!from || !to) continue;
      pen.strokeStyle = ink ? { left: LEFT, right: RIGHT }[side] ?? "#fff" : "rgb(0 0 0 / 55%)";
      pen.beginPath();
      pen.moveTo(...from);
      pen.lineTo(...to);
      pen.stroke();
    }
  }
}

// Where the picture lies in its box, which has another shape.
function picture(wide, tall) {
  const own = usesVideo && video.videoWidth;
  const aspect = own ? video.videoWidth / video.videoHeight : Number(root.dataset.aspect);
  const height = Math.min(tall, wide / aspect);
  return { left: (wide - height * aspect) / 2, top: (tall - height) / 2, height };
}

// Repetitions
function mark(place) {
  for (const piece of pieces) {
    const isIt = piece.dataset.place === String(place);
    if (isIt) piece.setAttribute("aria-current", "true");
    else piece.removeAttribute("aria-current");
  }
  for (const band of document.querySelectorAll(".band")) {
    band.classList.toggle("is-chosen", band.dataset.place === String(place));
  }
}

// A verdict may change what a repetition is taken for.
document.addEventListener("htmx:afterSettle", () => {
  const said = document.getElementById("piece")?.dataset;
  const piece = pieces.find((one) => one.dataset.place === said?.place);
  if (!piece || !said.kind) return;
  piece.className = `piece piece-${said.kind}`;
  piece.querySelector(".sr").textContent = ` ${said.words}`;
  for (const band of document.querySelectorAll(`.band[data-place="${said.place}"]`)) {
    band.setAttribute("class", `band band-${said.kind} is-chosen`);
  }
});

function choose(piece, plays = true) {
  mark(piece.dataset.place);
  if (!stage) return;
  goTo(Number(piece.dataset.start));
  bringIntoSight();
  if (plays) play(Number(piece.dataset.end));
}

function bringIntoSight() {
  const scroll = motion?.parentElement;
  if (!scroll) return;
  const at = (now() / duration) * motion.clientWidth;
  if (at < scroll.scrollLeft || at > scroll.scrollLeft + scroll.clientWidth) {
    scroll.scrollLeft = at - scroll.clientWidth / 3;
  }
}

for (const piece of pieces) {
  piece.addEventListener("click", (event) => {
    event.preventDefault();
    choose(piece);
  });
}

document.getElementById("pieces")?.addEventListener("keydown", (event) => {
  const here = pieces.indexOf(document.activeElement);
  const next = { ArrowRight: here + 1, ArrowLeft: here - 1, Home: 0, End: pieces.length - 1 }[event.key];
  if (here >= 0 && pieces[next]) {
    event.preventDefault();
    pieces[next].focus();
    pieces[next].click();
  } else if (event.key === " " && stage) {
    event.preventDefault();
    isPlaying() ? pause() : play();
  }
});

motion?.addEventListener("click", (event) => {
  const box = motion.getBoundingClientRect();
  const at = (duration * (event.clientX - box.left)) / box.width;
  const piece = pieces.find((one) => Number(one.dataset.start) <= at && at <= Number(one.dataset.end));
  if (piece) piece.click();
  if (!stage) return;
  pause();
  goTo(at);
});

document.addEventListener("click", (event) => {
  const button = event.target.closest("button.evidence");
  if (!button || !stage) return;
  pause();
  goTo(Number(button.dataset.at));
  stage.scrollIntoView({ block: "nearest" });
});

if (stage) {
  document.getElementById("stage-play").hidden = false;
  toggle.addEventListener("click", () => (isPlaying() ? pause() : play()));
  seek.addEventListener("input", () => {
    pause();
    goTo(Number(seek.value));
  });
  slow.addEventListener("click", () => {
    const rate = slow.ariaPressed === "true" ? 1 : 0.25;
    slow.ariaPressed = String(rate < 1);
    Object.assign(clock, { at: now(), since: performance.now(), rate });
    if (video) video.playbackRate = rate;
  });
  for (const kind of ["seeked", "loadeddata", "play", "pause"]) video?.addEventListener(kind, show);
  video?.addEventListener("error", () => {
    const failed = document.getElementById("video-failed");
    failed.textContent = video.dataset.failed;
    failed.hidden = false;
    video.hidden = true;
    stage.classList.add("stage-plain");
    usesVideo = false;
    show();
  });
  new ResizeObserver(show).observe(stage);
  const chosen = pieces.find((one) => one.ariaCurrent === "true");
  if (chosen) choose(chosen, false);
  else show();
} else {
  const chosen = pieces.find((one) => one.ariaCurrent === "true");
  if (chosen) mark(chosen.dataset.place);
}
