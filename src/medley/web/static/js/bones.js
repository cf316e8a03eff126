// Which landmarks a skeleton joins, as in medley.features.pose.drawing.

export const LEFT = "#ffb000";
export const RIGHT = "#00c8ff";

const SIDE = [[11, 13], [13, 15], [15, 19], [11, 23], [23, 25], [25, 27], [27, 29], [29, 31], [27, 31]];

export const BONES = [
  [11, 12, ""],
  [23, 24, ""],
  ...SIDE.map(([one, other]) => [one, other, "left"]),
  ...SIDE.map(([one, other]) => [one + 1, other + 1, "right"]),
];
