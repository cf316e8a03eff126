// A cover that is being made: what went wrong is said, and the large picture waits for
// its file over the small one, which is there at once.

import { say } from "./page.js";

function settle() {
  const editor = document.getElementById("cover");
  if (!editor) return;
  if (editor.dataset.said) say(editor.dataset.said);
  delete editor.dataset.said;
}

document.addEventListener("htmx:afterSettle", settle);

// The menu of files stays a menu: a download is no answer that the page waits for.
document.addEventListener("click", (event) => {
  if (event.target.closest("#menu-save a")) document.getElementById("menu-save").open = false;
});
