// Sending a song or a film: dropped or chosen, with a bar while it goes and words when it cannot.

const form = document.getElementById("upload");
const field = form.querySelector("input[type=file]");
const fault = form.querySelector("[role=alert]");
const preview = form.querySelector("[data-preview]");
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

field.addEventListener("change", chosen);

function chosen() {
  if (isSmallEnough() && preview) show(field.files[0]);
}

async function show(file) {
  let picture = null;
  try {
    picture = file && (await createImageBitmap(file));
  } catch {
    // What this browser cannot show the server may read, or else says why not.
  }
  preview.hidden = !picture;
  form.classList.toggle("has-preview", Boolean(picture));
  if (!picture) return;
  const scale = Math.max(preview.width / picture.width, preview.height / picture.height);
  const [width, height] = [scale * picture.width, scale * picture.height];
  const pen = preview.getContext("2d");
  pen.fillStyle = "#fff";
  pen.fillRect(0, 0, preview.width, preview.height);
  pen.drawImage(picture, (preview.width - width) / 2, (preview.height - height) / 2, width, height);
  picture.close();
}

for (const kind of ["dragover", "dragleave", "drop"]) {
  form.addEventListener(kind, (event) => {
    event.preventDefault();
    form.classList.toggle("is-over", kind === "dragover");
    if (kind === "drop" && event.dataTransfer.files.length) {
      field.files = event.dataTransfer.files;
      // More can be said of a film before it goes.
      if (preview) chosen();
      else if (isSmallEnough()) form.requestSubmit();
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
    say(form.dataset.lost);
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
