// Copies what the site needs from node_modules to src/medley/web/static/vendor.
// A file of the same size and time stays as it is, so a second run does nothing.
// The pose models in vendor/pose are made by scripts/pose_models.py and left alone.

import { copyFile, mkdir, readdir, rm, stat, utimes } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const modules = join(root, "node_modules");
const vendor = join(root, "src", "medley", "web", "static", "vendor");
const pretendard = join(modules, "pretendard");
const web = join(pretendard, "dist", "web", "variable");
const vision = join(modules, "@mediapipe", "tasks-vision");
const plots = join(modules, "uplot");
const ttf = join(pretendard, "dist", "public", "static", "alternative");

async function filesUnder(folder) {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name));
}

async function wanted() {
  const pairs = [
    [join(modules, "htmx.org", "dist", "htmx.min.js"), "htmx.min.js"],
    [join(modules, "htmx.org", "LICENSE"), "htmx.LICENSE"],
    [join(plots, "dist", "uPlot.iife.min.js"), "uplot/uplot.min.js"],
    [join(plots, "dist", "uPlot.min.css"), "uplot/uplot.min.css"],
    [join(plots, "LICENSE"), "uplot/LICENSE"],
    [join(web, "pretendardvariable-dynamic-subset.css"), "pretendard/pretendard.css"],
    [join(ttf, "Pretendard-Regular.ttf"), "pretendard/ttf/Pretendard-Regular.ttf"],
    [join(ttf, "Pretendard-Bold.ttf"), "pretendard/ttf/Pretendard-Bold.ttf"],
    [join(ttf, "Pretendard-ExtraBold.ttf"), "pretendard/ttf/Pretendard-ExtraBold.ttf"],
  ];
  const subset = "woff2-dynamic-subset";
  for (const file of await readdir(join(web, subset))) {
    pairs.push([join(web, subset, file), `pretendard/${subset}/${file}`]);
  }
  pairs.push([join(vision, "vision_bundle.mjs"), "tasks-vision/vision_bundle.mjs"]);
  for (const file of await readdir(join(vision, "wasm"))) {
    pairs.push([join(vision, "wasm", file), `tasks-vision/wasm/${file}`]);
  }
  return pairs;
}

async function copyWhenChanged(source, target) {
  const from = await stat(source);
  const to = await stat(target).catch(() => null);
  if (to && to.size === from.size && Math.abs(to.mtimeMs - from.mtimeMs) < 1000) return false;
  await mkdir(dirname(target), { recursive: true });
  await copyFile(source, target);
  await utimes(target, from.atime, from.mtime);
  return true;
}

async function removeStrangers(kept) {
  for (const file of await filesUnder(vendor)) {
    const name = relative(vendor, file).replaceAll("\\", "/");
    if (!kept.has(name) && !name.startsWith("pose/")) await rm(file);
  }
}

try {
  const pairs = await wanted();
  let copied = 0;
  for (const [source, target] of pairs) {
    if (await copyWhenChanged(source, join(vendor, target))) copied += 1;
  }
  await removeStrangers(new Set(pairs.map(([, target]) => target)));
  console.log(copied ? `browser assets: ${copied} files copied` : "browser assets: up to date");
} catch (error) {
  if (error.code !== "ENOENT") throw error;
  console.error(`browser assets: ${error.path} is missing; run "npm ci" first`);
  process.exitCode = 1;
}
