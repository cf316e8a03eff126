// An item's own page: that it was opened, how long it stayed in sight, and what became
// of its clip. Opening is told by a request of its own, so that a GET changes nothing.

import { Stay, report } from "./report.js";

const SKIPPED_BEFORE = 0.35;

const page = document.querySelector("[data-item]");
const video = page.querySelector("video");
const pk = page.dataset.item;
const stay = new Stay();
let played = false;
let finished = false;

function leave() {
  stay.tell(pk);
  const seen = video?.duration ? video.currentTime / video.duration : 1;
  if (played && !finished && seen < SKIPPED_BEFORE) report(`/items/${pk}/skip`);
  played = false;
}

report(`/items/${pk}/view`);
if (!document.hidden) stay.begin();
document.addEventListener("visibilitychange", () => {
  if (document.hidden) stay.tell(pk);
  else stay.begin();
});
addEventListener("pagehide", leave);
addEventListener("pageshow", (event) => event.persisted && stay.begin());

video?.addEventListener("play", () => {
  if (!played) report(`/items/${pk}/play`);
  played = true;
});
video?.addEventListener("ended", () => {
  if (!finished) report(`/items/${pk}/finish`);
  finished = true;
});
