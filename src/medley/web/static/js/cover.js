// A cover that is being made: what went wrong is said, and a title that was typed is
// painted once, whether Enter, a button or leaving the field ends it.

import { say } from "./page.js";

const PATIENCE_MS = 250;

document.addEventListener("htmx:afterSettle", () => {
  const editor = document.getElementById("cover");
  if (editor?.dataset.said) say(editor.dataset.said);
  delete editor?.dataset.said;
});

// Enter and a button send the form themselves, just after the field has changed.
document.addEventListener("change", (event) => {
  const field = event.target;
  if (field.id !== "cover-title") return;
  event.stopPropagation();
  setTimeout(() => {
    const form = field.form;
    if (form?.isConnected && !form.classList.contains("htmx-request")) form.requestSubmit();
  }, PATIENCE_MS);
}, true);

document.addEventListener("click", (event) => {
  if (event.target.closest("#menu-save a")) document.getElementById("menu-save").open = false;
});
