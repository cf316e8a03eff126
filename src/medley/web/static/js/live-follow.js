// Who of several people is followed: the one who moves the joints most, as in a recording
// (medley.features.pose.people), decided anew with each picture.

const TRUNK = [11, 12, 23, 24];
const JOINTS = [13, 14, 15, 16, 25, 26, 27, 28];
const SURE = 0.5;
const SAME = 0.5;
const FARTHEST = 1.5;
const FORGET_MS = 1500;
const MEMORY_MS = 2000;
const MORE = 1.6;
const LEAST = 0.08;
const APART_MS = 250;
const SETTLED_MS = 1500;

function mean(body, rows, axis) {
  return rows.reduce((sum, row) => sum + body[row][axis], 0) / rows.length;
}

function described(body) {
  const xs = body.map((point) => point.x);
  const ys = body.map((point) => point.y);
  const wide = Math.max(...xs) - Math.min(...xs);
  const high = Math.max(...ys) - Math.min(...ys);
  const x = mean(body, TRUNK, "x");
  const y = mean(body, TRUNK, "y");
  return {
    body,
    x,
    y,
    size: Math.max(Math.hypot(wide, high) / 2, 0.001),
    seen: body.reduce((sum, point) => sum + (point.visibility ?? 0), 0) / body.length,
    pose: JOINTS.map((row) => [body[row].x - x, body[row].y - y, body[row].visibility ?? 0]),
  };
}

function apart(one, other) {
  return Math.hypot(one.x - other.x, one.y - other.y) / Math.min(one.size, other.size);
}

// Body sizes a second that the joints move about the trunk; trembling hardly counts in a
// quarter of a second.
function speed(before, one, passedMs) {
  const moved = one.pose.map(([x, y, seen], row) => {
    const [oldX, oldY, oldSeen] = before[row];
    return Math.min(seen, oldSeen) < SURE ? 0 : Math.hypot(x - oldX, y - oldY);
  });
  return ((moved.reduce((a, b) => a + b, 0) / moved.length / one.size) * 1000) / passedMs;
}

// Bodies that are seen well, each once.
export function distinct(bodies) {
  const kept = [];
  for (const one of bodies.map(described).sort((a, b) => b.seen - a.seen)) {
    if (one.seen >= SURE && kept.every((other) => apart(one, other) >= SAME)) kept.push(one);
  }
  return kept;
}

export class Follower {
  #people = [];
  #followed = null;
  #rival = null;
  #since = 0;

  // The body to follow, or null; bodies as MediaPipe gives them.
  choose(bodies, time) {
    const there = distinct(bodies);
    for (const one of there) this.#name(one, time, there);
    this.#people = this.#people.filter((person) => time - person.time < FORGET_MS);
    this.#decide(time);
    return this.#followed?.time === time ? this.#followed.now.body : null;
  }

  #name(one, time, there) {
    const free = this.#people.filter((person) => person.time !== time);
    const near = free
      .map((person) => [apart(one, person.now), person])
      .filter(([far, person]) => far < FARTHEST
        && there.every((other) => other === one || apart(other, person.now) >= far))
      .sort((a, b) => a[0] - b[0])[0]?.[1];
    if (!near) {
      this.#people.push({ now: one, time, energy: 0, pose: one.pose, posedAt: time });
      return;
    }
    near.now = one;
    near.time = time;
    const passed = time - near.posedAt;
    if (passed < APART_MS) return;
    const share = 1 - Math.exp(-passed / MEMORY_MS);
    near.energy += share * (speed(near.pose, one, passed) - near.energy);
    near.pose = one.pose;
    near.posedAt = time;
  }

  #decide(time) {
    const most = [...this.#people].sort((a, b) => b.energy - a.energy)[0] ?? null;
    if (!this.#people.includes(this.#followed)) {
      this.#followed = most;
      return;
    }
    const better = most !== this.#followed && most.energy > LEAST
      && most.energy > MORE * this.#followed.energy;
    if (!better || most !== this.#rival) {
      this.#rival = better ? most : null;
      this.#since = time;
    } else if (time - this.#since > SETTLED_MS) {
      this.#followed = most;
      this.#rival = null;
    }
  }
}
