// Two maps that move as one, and a line between them that a range moves: by keyboard, pointer and touch alike.
// Without WebGL2 the two drawings take their place; without script they stand side by side.
import "../map.js";

const find = (selector, root = document) => root.querySelector(selector);
const all = (selector, root = document) => [...root.querySelectorAll(selector)];
const stage = find(".compared");
const config = JSON.parse(document.getElementById(stage.dataset.config).textContent);
const sides = all("[data-side]", stage).map((figure) => ({ figure, island: find("gis-map", figure), ...config.sides[figure.dataset.side] }));

/* ---------- the dividing line ---------- */

function swipe() {
  const divider = find(".divider", stage), range = find("input", divider);
  const line = Object.assign(document.createElement("i"), { className: "line" });
  find(".pair", stage).append(line);
  stage.classList.add("swiped");
  divider.hidden = false;
  const [a, b] = all("figcaption", stage).map((caption) => caption.textContent);
  const divide = () => {
    stage.style.setProperty("--divide", `${range.value}%`);
    range.setAttribute("aria-valuetext", `${config.words.divided} ${range.value}%: ${a} | ${b}`);
  };
  range.addEventListener("input", divide);
  divide();
}

/* ---------- the running maps ---------- */

async function start({ island, layer, geometry, locale }) {
  const layers = [...config.ground, layer, ...geometry]; // outlines on top: white lines part nothing on a pale class
  const told = { ...config, layers, current: layer.id, opening: config.bounds.flat(), locale };
  if (!await island.start(told)) return false;
  for (const { id } of [layer, ...geometry]) await island.show(id);
  return true;
}

/** Where one map goes the others go at once. */
function together() {
  let leading = null;
  for (const { island } of sides) {
    island.map.on("move", () => {
      if (leading && leading !== island) return;
      leading = island;
      const view = { center: island.map.getCenter(), zoom: island.map.getZoom() };
      for (const other of sides) if (other.island !== island) other.island.map.jumpTo(view);
      leading = null;
    });
  }
}

/** Rings an area on every map, and marks its row. */
function choose(id) {
  for (const { island, layer } of sides) if (island.map) island.choose(layer.id, id);
  for (const row of all("#rows [data-row]")) {
    if (row.dataset.row === id) row.setAttribute("aria-current", "true");
    else row.removeAttribute("aria-current");
  }
}

if (stage.dataset.way === "swipe" && sides.length === 2) swipe();
const running = await Promise.all(sides.map(start));
if (running.every(Boolean)) {
  together();
  for (const { island } of sides) {
    island.addEventListener("map-chose", ({ detail }) => {
      choose(detail?.id);
      const row = detail && find(`#rows [data-row="${CSS.escape(detail.id)}"]`);
      if (row) find("#told").textContent = `${config.words.chose}: ${[...row.cells].map((cell) => cell.textContent.trim()).join(", ")}`;
    });
  }
}
find("#rows").addEventListener("focusin", ({ target }) => choose(target.closest("[data-row]")?.dataset.row));
stage.dataset.state = "ready";
