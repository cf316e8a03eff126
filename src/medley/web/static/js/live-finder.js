// The page's end of the worker that finds the body: one picture at a time.

const WORKER = new URL("./live-pose.js", import.meta.url);
const STUCK_MS = 60_000;

export class Finder {
  #worker = null;
  #busy = false;
  #onPose;
  #onFault;

  constructor(onPose, onFault) {
    this.#onPose = onPose;
    this.#onFault = onFault;
  }

  get isBusy() {
    return this.#busy;
  }

  // Loads what finds the body; throws an Error whose message is a code.
  open() {
    if (typeof WebAssembly !== "object") return Promise.reject(new Error("no-wasm"));
    return new Promise((resolve, reject) => {
      const worker = new Worker(WORKER, { type: "module" });
      this.#worker = worker;
      const late = setTimeout(() => reject(new Error("no-model")), STUCK_MS);
      worker.onerror = () => { clearTimeout(late); reject(new Error("no-model")); };
      worker.onmessage = ({ data }) => {
        clearTimeout(late);
        if (data.kind !== "ready") {
          console.info(data.detail);
          reject(new Error(data.code));
          return;
        }
        worker.onerror = () => this.#onFault("no-model");
        worker.onmessage = (event) => this.#heard(event.data);
        resolve();
      };
      worker.postMessage({ kind: "open" });
    });
  }

  async look(pictureComing, time) {
    if (this.#busy || !this.#worker) return;
    this.#busy = true;
    try {
      const picture = await pictureComing();
      this.#worker?.postMessage({ kind: "look", picture, time }, [picture]);
    } catch {
      // A camera that is just being closed has no picture.
      this.#busy = false;
    }
  }

  close() {
    this.#worker?.terminate();
    this.#worker = null;
    this.#busy = false;
  }

  #heard(data) {
    this.#busy = false;
    if (data.kind === "fault") this.#onFault(data.code);
    else this.#onPose(data);
  }
}
