// What every page does beyond HTMX: menus that close, the theme without a reload,
// words when something failed, and the offer to refresh after a like.

const words = document.body.dataset;
const toasts = document.getElementById("toasts");
let changed = false;

export function say(text) {
  const toast = document.createElement("div");
  toast.className = "toast";
  toast.textContent = text;
  toasts.replaceChildren(toast);
  setTimeout(() => toast.remove(), 6000);
}

function closeMenus(except) {
  for (const menu of document.querySelectorAll("details.pop[open]")) {
    if (menu !== except) menu.open = false;
  }
}

document.addEventListener("click", (event) => {
  closeMenus(event.target.closest("details.pop"));
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const menu = document.activeElement?.closest("details.pop[open]");
  closeMenus();
  menu?.querySelector("summary").focus();
});

// A menu opens to the left near the right edge, downwards near the top, and is moved
// into sight where it fits neither way.
document.addEventListener("toggle", (event) => {
  const menu = event.target;
  if (!menu.matches?.("details.pop") || !menu.open) return;
  const inside = menu.querySelector(".pop-in");
  inside.classList.remove("to-left", "below");
  inside.style.translate = "";
  const place = inside.getBoundingClientRect();
  const top = document.querySelector("header")?.getBoundingClientRect().bottom ?? 0;
  inside.classList.toggle("to-left", place.right > document.documentElement.clientWidth - 8);
  inside.classList.toggle("below", place.top < top);
  const left = inside.getBoundingClientRect().left;
  if (left < 8) inside.style.translate = `${8 - left}px`;
}, true);

document.addEventListener("submit", (event) => {
  const picked = event.submitter?.value;
  if (event.submitter?.name !== "theme") return;
  event.preventDefault();
  const secure = location.protocol === "https:" ? "; Secure" : "";
  document.cookie = `theme=${picked}; path=/; max-age=31536000; SameSite=Lax${secure}`;
  document.documentElement.dataset.theme = picked;
  document.querySelector("meta[name=color-scheme]").content =
    picked === "system" ? "light dark" : picked;
  for (const button of document.querySelectorAll("button[name=theme]")) {
    button.setAttribute("aria-pressed", String(button.value === picked));
  }
});

// A slider says its value while it is moved, not only once it is saved.
document.addEventListener("input", (event) => {
  const output = event.target.closest("[data-slider]")?.querySelector("output");
  if (output) output.value = `${event.target.value}%`;
});

document.addEventListener("medley:marked", (event) => {
  say(event.detail.said);
  changed = true;
  const offer = document.getElementById("changed");
  if (offer) offer.hidden = false;
});

// The page after a like is ranked anew; what is on the screen stays where it is.
document.addEventListener("htmx:configRequest", (event) => {
  if (changed && event.detail.path.startsWith("/feed/more")) {
    event.detail.parameters.renew = "1";
    changed = false;
  }
});

document.addEventListener("htmx:responseError", (event) => {
  say(event.detail.xhr.status === 403 ? words.tooOld : words.failed);
});
document.addEventListener("htmx:sendError", () => say(words.failed));

// Of tabs too many for a phone, the present one is in sight.
const tabs = document.querySelector(".tabs-scroll");
const tab = tabs?.querySelector("[aria-current]");
if (tab) tabs.scrollLeft = tab.offsetLeft - tabs.offsetLeft - (tabs.clientWidth - tab.offsetWidth) / 2;
