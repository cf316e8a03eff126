// The live coach: from the choice of an exercise through the session to keeping it or not.

import { Camera } from "./live-camera.js";
import { Clock } from "./live-clock.js";
import { Drawing } from "./live-drawing.js";
import { Finder } from "./live-finder.js";
import { Tape, frameOf, packet } from "./live-frames.js";
import { Remarks } from "./live-remarks.js";
import { Board } from "./live-board.js";
import { Voice } from "./live-voice.js";
import { Wire } from "./live-wire.js";

const root = document.getElementById("live");
const part = (name) => root.querySelector(`[data-part="${name}"]`);
const words = JSON.parse(document.getElementById("live-words").textContent);
const token = document.querySelector("#act [name=csrfmiddlewaretoken]").value;
const GONE_MS = 1200;
const SLOW_FPS = 8;
const ALL = 0.8;
const WINDOW_MS = 3000;
// What is wrong with the picture goes before a slow device.
const FRAMING = ["upside-down", "only-legs", "only-trunk", "seldom-seen"];
// The page tells it better by itself.
const OWN = ["nobody-seen", "few-frames"];
const CLEAR = 0.7;
const SMOOTH = 0.1;
const LOOK_MS = 1000;
const SETTLE_MS = 8000;

const video = part("video");
const camera = new Camera(video);
const drawing = new Drawing(part("drawing"));
const board = new Board(root, part);
const remarks = new Remarks(part("remark"), words);
const voice = new Voice(document.documentElement.lang);
const finder = new Finder(found, lost);
let session = null;
let watch = null;

function chosen() {
  return root.querySelector("[name=exercise]:checked")?.value ?? "";
}

function isOn(name) {
  return root.querySelector(`[name=${name}]`).checked;
}

async function start() {
  board.starting(words.starting);
  voice.counts = isOn("counts");
  voice.cues = isOn("cues");
  try {
    await camera.open(() => cameraGone());
    board.room();
    remarks.set("loading", true);
    await finder.open();
  } catch (error) {
    camera.close();
    finder.close();
    remarks.set("loading", false);
    board.setup(words[error.code ?? error.message] ?? words["camera-odd"]);
    return;
  }
  remarks.set("loading", false);
  begin();
}

function begin() {
  const exercise = chosen();
  const clock = new Clock();
  const told = { exercise, aspect: camera.aspect, onAnswer: answered, onLink: linked, onLearning: learning, onRefused: refused };
  session = {
    exercise,
    clock,
    aspect: camera.aspect,
    tape: new Tape(),
    wire: new Wire(root.dataset.push, token, told),
    last: null,
    shown: 0,
    held: 0,
    longest: 0,
    corrected: 0,
    poses: [],
    pictures: [],
    seenAt: performance.now(),
    clear: 1,
    isPaused: false,
  };
  board.begun(root.querySelector("[name=exercise]:checked")?.dataset.name ?? "");
  remarks.pass("ready", 4000);
  clock.go();
  pump();
  watch = setInterval(lookAround, LOOK_MS);
}

// One picture after the other goes to the worker, as fast as it takes them.
function pump() {
  const mine = session;
  camera.onPicture(() => {
    if (session !== mine || !session.clock.runs) return false;
    session.pictures.push(performance.now());
    finder.look(() => camera.picture(), performance.now());
    return true;
  });
}

function found({ time, picture, points, several }) {
  if (session?.clock.runs) taken(time, picture, points, several);
  picture.close();
}

function taken(time, picture, points, several) {
  drawing.draw(picture, points);
  board.step();
  const frame = { ...frameOf(session.clock.at(time), points, session.aspect), takenAt: time, foundAt: performance.now() };
  session.poses.push(frame.foundAt);
  if (points) session.seenAt = frame.foundAt;
  session.clear += SMOOTH * (clearness(points) - session.clear);
  remarks.set("several", several);
  session.tape.add(frame);
  session.wire.add(frame);
  if (session.wire.isFull) pause("full");
}

// How well the body is seen, from 0 to 1.
function clearness(points) {
  if (!points) return 0;
  let sum = 0;
  for (let i = 3; i < points.length; i += 4) sum += points[i];
  return (4 * sum) / points.length;
}

async function lost(code) {
  await end();
  board.keeping(false, words[code]);
}

function answered(head, { frames, pending, sentAt, answeredAt }) {
  if (!session) return;
  const before = session.shown;
  session.last = head;
  remarks.set("learning", false);
  // A hold that is over stays to be read.
  if (head.held_s > 0) session.held = head.held_s;
  session.longest = Math.max(session.longest, head.held_s);
  show(pending);
  const { cue, finished } = head;
  board.cue(cue?.words ?? "", voice.cues && voice.isThere);
  const isNew = session.shown > before && finished.some((one) => one.complete);
  if (isNew && !voice.counts) board.announce(session.shown);
  voice.say(isNew ? session.shown : null, cue?.words);
  const code = head.remark?.code;
  remarks.set("framing", FRAMING.includes(code), head.remark?.words);
  remarks.set("server", Boolean(code) && ![...FRAMING, ...OWN].includes(code), head.remark?.words);
  const detail = { frames: frames.map(({ takenAt, foundAt }) => ({ takenAt, foundAt })), sentAt, answeredAt, count: head.count, finished };
  root.dispatchEvent(new CustomEvent("live-answer", { detail }));
}

function show(pending = 0) {
  session.shown = Math.max(0, (session.last?.count ?? 0) + pending);
  board.show(session.last, session.shown, session.exercise === "", session.held);
}

function linked(isThere) {
  remarks.set("offline", !isThere);
  if (isThere) remarks.pass("back");
  if (isThere && session?.isPaused) remarks.set("full", false);
}

function learning(said) {
  remarks.set("learning", true, said);
}

function refused(said) {
  pause();
  remarks.set("refused", true, said || words.refused);
}

// What only the page can tell: nobody there, too dark, too slow.
function lookAround() {
  const now = performance.now();
  if (!session?.clock.runs) return;
  session.poses = session.poses.filter((at) => now - at < WINDOW_MS);
  session.pictures = session.pictures.filter((at) => now - at < WINDOW_MS);
  const fps = (1000 * session.poses.length) / WINDOW_MS;
  const isSlow = session.clock.at(now) > 6 && fps < SLOW_FPS;
  // Where each picture that comes is looked at, it is the camera that gives few.
  const looksAtAll = session.poses.length >= ALL * session.pictures.length;
  remarks.set("nobody", now - session.seenAt > GONE_MS);
  remarks.set("slow", isSlow && !looksAtAll);
  remarks.set("camera-slow", isSlow && looksAtAll);
  remarks.set("dark", session.clear < CLEAR && camera.isDark);
  board.rate(fps, session.clock.at(now));
}

function pause(why = "paused") {
  if (!session || session.isPaused) return;
  session.isPaused = true;
  session.clock.stop();
  voice.hush();
  for (const code of ["nobody", "framing", "slow", "camera-slow", "dark", "server", "several"]) remarks.set(code, false);
  remarks.set(why, true);
  board.paused(true);
}

async function goOn() {
  if (!session?.isPaused || session.wire.isFull) return;
  if (!camera.isOpen) {
    try {
      await camera.open(() => cameraGone());
    } catch (error) {
      remarks.set("camera-gone", true, words[error.code]);
      return;
    }
  }
  for (const code of ["paused", "hidden", "full", "camera-gone"]) remarks.set(code, false);
  session.isPaused = false;
  session.seenAt = performance.now();
  session.poses = [];
  session.pictures = [];
  session.clock.go();
  board.paused(false);
  pump();
}

function cameraGone() {
  camera.close();
  pause("camera-gone");
}

// Undone and corrected counts go with the next batch; what is shown changes at once.
function change(by) {
  if (!session || by === 0 || session.shown + by < 0) return;
  session.corrected += by;
  session.wire.correct(by);
  session.shown += by;
  board.show(session.last, session.shown, session.exercise === "", session.held);
  board.announce(`${session.shown}. ${words[by === -1 ? "undone" : "corrected"]}`);
}

async function end() {
  if (!session) return;
  pause();
  board.ending();
  await session.wire.settled(SETTLE_MS);
  finish();
  board.done({ ...session, count: session.shown, lasts: session.clock.at(0), cut: session.tape.isCut ? words["kept-last-hour"] : "" });
}

function finish() {
  clearInterval(watch);
  session?.wire.end();
  camera.close();
  finder.close();
  voice.hush();
}

async function keep() {
  const { last, exercise, aspect, tape, shown, corrected } = session;
  const did = last && last.exercise !== "none" ? last.exercise : "";
  const head = { exercise, aspect, n: tape.length, did, counted: Math.max(0, shown - corrected), said: shown };
  board.keeping(true);
  try {
    const response = await fetch(root.dataset.keep, {
      method: "POST",
      headers: { "X-CSRFToken": token, "Content-Type": "application/octet-stream" },
      body: packet(head, ...tape.parts()),
    });
    const answer = await response.json();
    if (!response.ok) throw new Error(answer.said);
    session = null;
    location.assign(answer.href);
  } catch (error) {
    board.keeping(false, error instanceof TypeError || error instanceof SyntaxError ? document.body.dataset.failed : error.message);
  }
}

function again() {
  session = null;
  board.setup("");
}

const acts = {
  start,
  pause: () => (session?.isPaused ? goOn() : pause()),
  undo: () => change(-1),
  correct: () => board.asking(session?.shown),
  end,
  keep,
  again,
};

root.addEventListener("click", (event) => {
  const act = event.target.closest("[data-act]")?.dataset.act;
  if (act) acts[act]();
});

part("correcting").addEventListener("submit", (event) => {
  event.preventDefault();
  const said = Number(part("said").value);
  if (Number.isInteger(said) && said >= 0 && said <= 9999) change(said - session.shown);
  board.asked();
});

document.addEventListener("keydown", (event) => {
  if (!session || root.dataset.at !== "room" || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "Escape") board.asked();
  if (event.target.closest("input, a, summary")) return;
  const act = { " ": "pause", u: "undo", c: "correct", e: "end" }[event.key.toLowerCase()];
  if (!act || (event.key === " " && event.target.closest("button"))) return;
  event.preventDefault();
  acts[act]();
});

document.addEventListener("visibilitychange", () => {
  if (document.hidden && session && root.dataset.at === "room") pause("hidden");
});

addEventListener("beforeunload", (event) => {
  if (session && session.tape.length && root.dataset.at !== "setup") event.preventDefault();
});
addEventListener("pagehide", () => { camera.close(); finder.close(); });
board.setup("");
