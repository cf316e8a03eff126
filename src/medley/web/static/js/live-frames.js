// Frames of landmarks as they travel and as a session keeps them (medley.web.coach.live_packet):
// columns of times, points in 1/4096 of the picture's height, and visibility.

export const POINTS = 33 * 3;
export const SEEN = 33;
const STEP = 4096;
const UNSEEN = -32768;
const CAPACITY = 45_000;
const THINNED_S = 0.095;

// A body's 33 x (x, y, z, visibility) in shares of the picture, or null, at a time in seconds.
export function frameOf(time, body, aspect) {
  const points = new Int16Array(POINTS).fill(UNSEEN);
  const seen = new Uint8Array(SEEN);
  for (let row = 0; body && row < SEEN; row += 1) {
    const [x, y, z, visibility] = body.subarray(4 * row, 4 * row + 4);
    [x * aspect, y, z * aspect].forEach((value, axis) => {
      points[3 * row + axis] = Math.max(-32767, Math.min(32767, Math.round(value * STEP)));
    });
    seen[row] = Math.round(255 * Math.max(0, Math.min(1, visibility)));
  }
  return { time, points, seen };
}

// Bytes, not a Blob, which the browser's own process would have to keep for each batch.
export function packet(head, ...parts) {
  const text = new TextEncoder().encode(JSON.stringify(head));
  const all = [new Uint32Array([text.length]), text, ...parts];
  const bytes = new Uint8Array(all.reduce((sum, one) => sum + one.byteLength, 0));
  let at = 0;
  for (const one of all) {
    bytes.set(new Uint8Array(one.buffer, one.byteOffset, one.byteLength), at);
    at += one.byteLength;
  }
  return bytes;
}

export function unpacked(buffer) {
  const size = new DataView(buffer).getUint32(0, true);
  const head = JSON.parse(new TextDecoder().decode(new Uint8Array(buffer, 4, size)));
  return { head, rest: new Uint8Array(buffer, 4 + size) };
}

export function columns(frames) {
  const times = Float64Array.from(frames, (frame) => frame.time);
  const points = new Int16Array(frames.length * POINTS);
  const seen = new Uint8Array(frames.length * SEEN);
  frames.forEach((frame, row) => {
    points.set(frame.points, row * POINTS);
    seen.set(frame.seen, row * SEEN);
  });
  return [times, points, seen];
}

// What a session did, in memory that is taken once: an hour and more. When it is full every
// other frame goes; after that the oldest do.
export class Tape {
  #times = new Float64Array(CAPACITY);
  #points = new Int16Array(CAPACITY * POINTS);
  #seen = new Uint8Array(CAPACITY * SEEN);
  #n = 0;
  #first = 0;
  #gap = 0;
  #last = -Infinity;

  get length() {
    return this.#n;
  }

  get isCut() {
    return this.#first > 0;
  }

  add(frame) {
    if (frame.time < this.#last + this.#gap) return;
    if (this.#n === CAPACITY && !this.#gap) this.#thin();
    const row = (this.#first + this.#n) % CAPACITY;
    if (this.#n < CAPACITY) this.#n += 1;
    else this.#first = (this.#first + 1) % CAPACITY;
    this.#times[row] = frame.time;
    this.#points.set(frame.points, row * POINTS);
    this.#seen.set(frame.seen, row * SEEN);
    this.#last = frame.time;
  }

  // The columns in order of time.
  parts() {
    const inOrder = (values, wide) => [
      values.subarray(this.#first * wide, Math.min(this.#first + this.#n, CAPACITY) * wide),
      values.subarray(0, Math.max(0, this.#first + this.#n - CAPACITY) * wide),
    ];
    return [...inOrder(this.#times, 1), ...inOrder(this.#points, POINTS), ...inOrder(this.#seen, SEEN)];
  }

  #thin() {
    this.#gap = THINNED_S;
    this.#n = CAPACITY / 2;
    for (let row = 0; row < this.#n; row += 1) {
      this.#times[row] = this.#times[2 * row];
      this.#points.copyWithin(row * POINTS, 2 * row * POINTS, (2 * row + 1) * POINTS);
      this.#seen.copyWithin(row * SEEN, 2 * row * SEEN, (2 * row + 1) * SEEN);
    }
  }
}
