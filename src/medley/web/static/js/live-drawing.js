// The camera's picture as in a mirror, with the skeleton that was found in it. Both are drawn
// at once, so that they never part, and no faster than bodies are found: laying a video, a
// canvas and what moves over one another costs a computer without a graphics card half its time.

const LIMBS = [
  [11, 12], [11, 23], [12, 24], [23, 24],
  [11, 13], [13, 15], [12, 14], [14, 16],
  [23, 25], [25, 27], [24, 26], [26, 28],
  [27, 29], [29, 31], [27, 31], [28, 30], [30, 32], [28, 32],
];
const JOINTS = [11, 12, 13, 14, 15, 16, 23, 24, 25, 26, 27, 28, 31, 32];
const SURE = 0.5;
const HEAD = 0;

export class Drawing {
  #canvas;
  #context;

  constructor(canvas) {
    this.#canvas = canvas;
    this.#context = canvas.getContext("2d", { alpha: false });
  }

  draw(picture, body) {
    this.#show(picture);
    if (!body) return;
    const { width, height } = this.#canvas;
    const at = (row) => [body[4 * row] * width, body[4 * row + 1] * height];
    const seen = (row) => body[4 * row + 3] >= SURE;
    const thick = Math.max(3, height / 120);
    for (const [colour, wide] of [["rgb(0 0 0 / 60%)", 2.2 * thick], ["#63cdbd", thick]]) {
      this.#lines(LIMBS.filter((limb) => limb.every(seen)).map((limb) => limb.map(at)), colour, wide);
    }
    const dots = JOINTS.filter(seen).map(at);
    if (seen(HEAD)) dots.push(at(HEAD));
    this.#dots(dots, 1.3 * thick);
  }

  #show(picture) {
    const canvas = this.#canvas;
    if (canvas.width !== picture.width || canvas.height !== picture.height) {
      canvas.width = picture.width;
      canvas.height = picture.height;
    }
    this.#context.setTransform(-1, 0, 0, 1, canvas.width, 0);
    this.#context.drawImage(picture, 0, 0);
  }

  #lines(lines, colour, wide) {
    const context = this.#context;
    context.lineWidth = wide;
    context.strokeStyle = colour;
    context.lineCap = "round";
    context.beginPath();
    for (const [from, to] of lines) {
      context.moveTo(...from);
      context.lineTo(...to);
    }
    context.stroke();
  }

  #dots(dots, size) {
    const context = this.#context;
    context.fillStyle = "#ffffff";
    context.strokeStyle = "rgb(0 0 0 / 60%)";
    context.lineWidth = size / 2;
    for (const [x, y] of dots) {
      context.beginPath();
      context.arc(x, y, size, 0, 2 * Math.PI);
      context.fill();
      context.stroke();
    }
  }
}
