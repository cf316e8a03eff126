// Charts over the tables that hold their numbers: a table stays the truth, a chart is drawn
// from its rows. Rows carry data-x, data-y and, where known, data-low, data-high, data-kind.

const TICK = 4;
const PLOTS = new Map();

const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

function numbers(figure) {
  const rows = [...figure.querySelectorAll("tr[data-x]")].map((row) => ({
    x: Number(row.dataset.x),
    y: Number(row.dataset.y),
    low: Number(row.dataset.low ?? row.dataset.y),
    high: Number(row.dataset.high ?? row.dataset.y),
    kind: row.dataset.kind ?? "",
    name: row.dataset.name ?? "",
    href: row.dataset.href ?? "",
  }));
  return rows.filter((row) => Number.isFinite(row.x) && Number.isFinite(row.y)).sort((a, b) => a.x - b.x);
}

function ends(rows, low, high) {
  const least = Math.min(...rows.map(low));
  const most = Math.max(...rows.map(high));
  const air = (most - least) * 0.08 || Math.abs(most) * 0.1 || 1;
  // What cannot be negative is not drawn so.
  return [least >= 0 ? Math.max(0, least - air) : least - air, most + air];
}

const SHAPES = { champion: "--accent", previous: "--chart-2", one: "--accent", other: "--chart-2" };

function dot(ctx, x, y, size, kind, fill) {
  ctx.beginPath();
  // Told apart by their form, too: the champion is a filled diamond, a second series a square.
  if (kind === "champion") {
    ctx.moveTo(x, y - size * 1.5);
    ctx.lineTo(x + size * 1.5, y);
    ctx.lineTo(x, y + size * 1.5);
    ctx.lineTo(x - size * 1.5, y);
    ctx.closePath();
  } else if (kind === "other") {
    ctx.rect(x - size, y - size, 2 * size, 2 * size);
  } else {
    ctx.arc(x, y, size, 0, 2 * Math.PI);
  }
  ctx.fillStyle = fill;
  ctx.fill();
}

function marks(rows, settings) {
  return (plot) => {
    const { ctx } = plot;
    const ratio = devicePixelRatio;
    ctx.save();
    ctx.beginPath();
    ctx.rect(plot.bbox.left, plot.bbox.top, plot.bbox.width, plot.bbox.height);
    ctx.clip();
    if (settings.diagonal) {
      ctx.strokeStyle = colour("--line-strong");
      ctx.setLineDash([4 * ratio, 4 * ratio]);
      ctx.lineWidth = ratio;
      ctx.beginPath();
      ctx.moveTo(plot.valToPos(0, "x", true), plot.valToPos(0, "y", true));
      ctx.lineTo(plot.valToPos(1, "x", true), plot.valToPos(1, "y", true));
      ctx.stroke();
      ctx.setLineDash([]);
    }
    for (const row of rows) {
      const drawn = colour(SHAPES[row.kind] ?? "--muted");
      const x = plot.valToPos(row.x, "x", true);
      ctx.strokeStyle = drawn;
      ctx.lineWidth = 2 * ratio;
      ctx.beginPath();
      const low = plot.valToPos(row.low, "y", true);
      const high = plot.valToPos(row.high, "y", true);
      ctx.moveTo(x, low);
      ctx.lineTo(x, high);
      for (const end of row.low === row.high ? [] : [low, high]) {
        ctx.moveTo(x - TICK * ratio, end);
        ctx.lineTo(x + TICK * ratio, end);
      }
      ctx.stroke();
      dot(ctx, x, plot.valToPos(row.y, "y", true), (row.size ?? TICK) * ratio, row.kind, drawn);
    }
    ctx.restore();
  };
}

function axis(label, values) {
  const text = colour("--muted");
  const line = { stroke: colour("--line"), width: 1 };
  const font = `12px ${colour("--font")}`;
  return { label, labelSize: 22, labelFont: font, font, stroke: text, grid: line, ticks: line, values };
}

function format(value, step) {
  const digits = Math.min(6, Math.max(0, -Math.floor(Math.log10(step || 1))));
  return value.toLocaleString(document.documentElement.lang, {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
}

function figures(_plot, ticks) {
  return ticks.map((tick) => format(tick, ticks.length > 1 ? ticks[1] - ticks[0] : tick));
}

function seen(figure, rows) {
  const said = figure.querySelector(".plot-said");
  return (plot) => {
    const at = plot.cursor.left;
    if (!said || at === undefined || at < 0) return;
    const near = rows.reduce((best, row) =>
      Math.abs(plot.valToPos(row.x, "x") - at) < Math.abs(plot.valToPos(best.x, "x") - at) ? row : best,
    );
    said.textContent = near.name;
  };
}

// The rows become a chart; without scripts the table alone is there.
function draw(figure) {
  const box = figure.querySelector(".plot-box");
  const rows = numbers(figure);
  figure.hidden = !rows.length;
  PLOTS.get(figure)?.destroy();
  if (!rows.length || !box.clientWidth) return;
  const { plot: kind, x, y } = figure.dataset;
  const square = kind === "reliability";
  for (const row of rows) row.size = square ? 2 + Math.min(5, Math.sqrt(row.high) / 6) : TICK;
  if (square) for (const row of rows) [row.low, row.high] = [row.y, row.y];
  const width = Math.min(box.clientWidth, square ? 420 : 1100);
  const plotted = new uPlot(
    {
      width,
      height: square ? Math.min(width, 360) : 280,
      legend: { show: false },
      cursor: { y: false, points: { show: false }, drag: { x: false, y: false } },
      scales: {
        x: { time: kind === "time", range: square ? [0, 1] : ends(rows, (r) => r.x, (r) => r.x) },
        y: { range: square ? [0, 1] : ends(rows, (r) => r.low, (r) => r.high) },
      },
      axes: [
        { ...axis(x, kind === "time" ? moments : figures), space: kind === "time" ? 110 : 60 },
        { ...axis(y, figures), size: 58 },
      ],
      series: [{}, { paths: () => null, points: { show: false } }],
      hooks: { draw: [marks(rows, { diagonal: square })], setCursor: [seen(figure, rows)] },
    },
    [rows.map((row) => row.x), rows.map((row) => row.y)],
    box,
  );
  plotted.root.querySelector("canvas").setAttribute("aria-hidden", "true");
  PLOTS.set(figure, plotted);
}

// uPlot knows English months alone; the browser knows them all.
function moments(_plot, ticks) {
  const step = ticks.length > 1 ? ticks[1] - ticks[0] : 86_400;
  const clock = { hour: "2-digit", minute: "2-digit", hour12: false };
  let form = { month: "numeric", day: "numeric" };
  if (step >= 27 * 86_400) form = { year: "numeric", month: "numeric" };
  else if (step < 60) form = { ...clock, second: "2-digit" };
  else if (step < 86_400) form = { ...form, ...clock };
  return ticks.map((at) => new Date(at * 1000).toLocaleString(document.documentElement.lang, form));
}

function drawAll() {
  for (const figure of document.querySelectorAll("figure[data-plot]")) draw(figure);
}

let width = 0;
new ResizeObserver(() => {
  if (document.body.clientWidth === width) return;
  width = document.body.clientWidth;
  drawAll();
}).observe(document.body);
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", drawAll);
new MutationObserver(drawAll).observe(document.documentElement, { attributeFilter: ["data-theme"] });
document.addEventListener("htmx:afterSwap", drawAll);
