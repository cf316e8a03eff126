// The camera: asked for, watched, and let go. Its pictures stay on this page.

const FAULTS = {
  NotAllowedError: "camera-refused",
  SecurityError: "camera-refused",
  NotFoundError: "camera-none",
  OverconstrainedError: "camera-none",
  NotReadableError: "camera-busy",
  AbortError: "camera-odd",
};
const DARK = 40;
const SMALL = [16, 12];

export class CameraFault extends Error {
  constructor(code) {
    super(code);
    this.code = code;
  }
}

export class Camera {
  #stream = null;
  #video;
  #canvas = document.createElement("canvas");

  constructor(video) {
    this.#video = video;
    [this.#canvas.width, this.#canvas.height] = SMALL;
  }

  async open(onGone) {
    if (!navigator.mediaDevices?.getUserMedia) {
      throw new CameraFault(isSecureContext ? "camera-none" : "insecure");
    }
    try {
      const video = { facingMode: "user", width: { ideal: 640 }, height: { ideal: 480 }, frameRate: { ideal: 30 } };
      this.#stream = await navigator.mediaDevices.getUserMedia({ video, audio: false });
    } catch (error) {
      throw new CameraFault(FAULTS[error.name] ?? "camera-odd");
    }
    this.#stream.getVideoTracks()[0].addEventListener("ended", onGone);
    this.#video.srcObject = this.#stream;
    await this.#video.play().catch(() => { throw new CameraFault("camera-odd"); });
  }

  get isOpen() {
    return this.#stream?.active ?? false;
  }

  get aspect() {
    return this.#video.videoWidth / this.#video.videoHeight;
  }

  // Calls back with each new picture until it answers false.
  onPicture(callback) {
    const next = this.#video.requestVideoFrameCallback
      ? (then) => this.#video.requestVideoFrameCallback(then)
      : (then) => requestAnimationFrame(then);
    const turn = () => { if (callback() !== false) next(turn); };
    next(turn);
  }

  picture() {
    return createImageBitmap(this.#video);
  }

  // Mean brightness from 0 to 255.
  get isDark() {
    const context = this.#canvas.getContext("2d", { willReadFrequently: true });
    context.drawImage(this.#video, 0, 0, ...SMALL);
    const { data } = context.getImageData(0, 0, ...SMALL);
    let sum = 0;
    for (let i = 0; i < data.length; i += 4) sum += 0.3 * data[i] + 0.6 * data[i + 1] + 0.1 * data[i + 2];
    return sum / (SMALL[0] * SMALL[1]) < DARK;
  }

  close() {
    for (const track of this.#stream?.getTracks() ?? []) track.stop();
    this.#stream = null;
    this.#video.srcObject = null;
  }
}
