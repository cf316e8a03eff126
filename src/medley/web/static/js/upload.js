// Sending a song: dropped or chosen, with a bar while it goes and words when it cannot.

const form = document.getElementById("upload");
const field = document.getElementById("song");
const fault = document.getElementById("song-fault");
const sending = form.querySelector(".sending");
const bar = sending.querySelector("progress");
const words = sending.querySelector(".sending-words");
const send = form.querySelector(".drop-send");
let request = null;

function say(text) {
  fault.textContent = text;
  fault.hidden = !text;
}

function rest() {
  request = null;
  sending.hidden = true;
  send.disabled = false;
}

function isSmallEnough() {
  const file = field.files[0];
  const tooLarge = Boolean(file) && file.size > Number(form.dataset.most);
  say(tooLarge ? form.dataset.tooLarge : "");
  return !tooLarge;
}

field.addEventListener("change", isSmallEnough);

for (const kind of ["dragover", "dragleave", "drop"]) {
  form.addEventListener(kind, (event) => {
    event.preventDefault();
    form.classList.toggle("is-over", kind === "dragover");
    if (kind === "drop" && event.dataTransfer.files.length) {
      field.files = event.dataTransfer.files;
      if (isSmallEnough()) form.requestSubmit();
    }
  });
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  if (request || !isSmallEnough()) return;
  request = new XMLHttpRequest();
  request.open("POST", form.action);
  request.setRequestHeader("HX-Request", "true");
  request.upload.addEventListener("progress", ({ loaded, total }) => {
    bar.value = total ? (100 * loaded) / total : 0;
    words.textContent = `${form.dataset.sending} ${Math.round(bar.value)}%`;
  });
  request.upload.addEventListener("load", () => {
    bar.removeAttribute("value");
    words.textContent = form.dataset.listening;
  });
  request.addEventListener("load", answered);
  request.addEventListener("error", () => {
    say(document.body.dataset.failed);
    rest();
  });
  request.addEventListener("abort", () => {
    say(form.dataset.stopped);
    rest();
  });
  sending.hidden = false;
  bar.value = 0;
  send.disabled = true;
  request.send(new FormData(form));
});

function answered() {
  const address = request.getResponseHeader("HX-Redirect");
  if (address) {
    location.assign(address);
    return;
  }
  const told = request.status === 422 ? request.responseText : document.body.dataset.failed;
  say(request.status === 403 ? document.body.dataset.tooOld : told);
  rest();
}

form.querySelector("[data-stop]").addEventListener("click", () => request?.abort());
addEventListener("pageshow", rest);
