// The worker that finds the body: MediaPipe on the pictures of the camera, off the page's
// own thread. Pictures go no further than this; what leaves it are 33 points.

import { FilesetResolver, PoseLandmarker } from "../vendor/tasks-vision/vision_bundle.mjs";
import { Follower, distinct } from "./live-follow.js";

const WASM = new URL("../vendor/tasks-vision/wasm", import.meta.url).href;
const MODEL = new URL("../vendor/pose/pose_lite.task", import.meta.url).href;
const SURVEY_MS = 2500;
const ALONE_MS = 6000;
const MOST_PEOPLE = 3;
const VALUES = 4;

let landmarker = null;
let surveyor = null;
let surveyed = 0;
let crowd = false;
let severalAt = 0;
let follower = new Follower();

// MediaPipe reports what it does where errors are read; here those are only notes.
for (const name of ["warn", "error"]) {
  const say = console[name].bind(console);
  console[name] = (...words) => (/^(INFO:|[IW]\d{4} )/.test(words[0]) ? console.debug : say)(...words);
}

async function made(files, options) {
  return PoseLandmarker.createFromOptions(files, {
    baseOptions: { modelAssetPath: MODEL, delegate: "CPU" },
    canvas: new OffscreenCanvas(1, 1),
    ...options,
  });
}

function reasonOf(error) {
  if (typeof WebAssembly !== "object") return "no-wasm";
  if (typeof OffscreenCanvas !== "function" || !new OffscreenCanvas(1, 1).getContext("webgl2")) {
    return "no-webgl";
  }
  return /webassembly|wasm/i.test(String(error)) ? "no-wasm" : "no-model";
}

async function open() {
  try {
    if (typeof WebAssembly !== "object" || typeof OffscreenCanvas !== "function") throw new Error();
    if (!new OffscreenCanvas(1, 1).getContext("webgl2")) throw new Error();
    const files = await FilesetResolver.forVisionTasks(WASM, true);
    landmarker = await made(files, { runningMode: "VIDEO", numPoses: 1 });
    // A module runs once by its address, and each landmarker wants the loader to run.
    const loader = `${files.wasmLoaderPath}?surveyor`;
    const options = { runningMode: "IMAGE", numPoses: MOST_PEOPLE };
    surveyor = await made({ ...files, wasmLoaderPath: loader }, options);
    postMessage({ kind: "ready" });
  } catch (error) {
    postMessage({ kind: "fault", code: reasonOf(error), detail: String(error) });
  }
}

async function turnTo(several) {
  crowd = several;
  follower = new Follower();
  await landmarker.setOptions({ numPoses: several ? MOST_PEOPLE : 1 });
}

// Looking for several people all the time would take half as long again; so it is looked
// up now and then whether there are several, and only then all are followed.
async function survey(picture, time) {
  if (time - surveyed < SURVEY_MS) return;
  surveyed = time;
  const n = distinct(surveyor.detect(picture).landmarks).length;
  if (n > 1) severalAt = time;
  if (n > 1 && !crowd) await turnTo(true);
  if (crowd && time - severalAt > ALONE_MS) await turnTo(false);
}

function flat(body) {
  const points = new Float32Array(body.length * VALUES);
  body.forEach((point, row) => {
    points.set([point.x, point.y, point.z, point.visibility ?? 0], row * VALUES);
  });
  return points;
}

async function look({ picture, time }) {
  const began = performance.now();
  try {
    await survey(picture, time);
    const bodies = landmarker.detectForVideo(picture, time).landmarks;
    const body = crowd ? follower.choose(bodies, time) : bodies[0];
    const points = body ? flat(body) : null;
    const several = crowd && time - severalAt <= ALONE_MS;
    const tookMs = performance.now() - began;
    // The picture goes back to be drawn with what was found in it.
    const moved = points ? [picture, points.buffer] : [picture];
    postMessage({ kind: "pose", time, picture, points, several, tookMs }, moved);
  } catch (error) {
    picture.close();
    postMessage({ kind: "fault", code: reasonOf(error), detail: String(error) });
  }
}

addEventListener("message", ({ data }) => (data.kind === "open" ? open() : look(data)));
