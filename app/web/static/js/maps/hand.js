// An area drawn by hand, corner by corner: by clicks, or by Enter at the middle of the map. It becomes part of the question.
import { crosses } from "./crossing.js";
import { encode } from "./encoded.js";
import { measured } from "./measure.js";

const find = (selector, root = document) => root.querySelector(selector);
const figure = find("figure.map"), bar = find(".drawing-bar");
const LEAST = 3;
let page; // { island, ask, outline }
let corners = null; // [lon, lat]

export function draw(workspace) {
  if (!page) listen(workspace.island.map);
  page = workspace;
  corners = [];
  hold(true);
  find("#question").hidePopover();
  bar.hidden = false;
  figure.classList.add("outlining");
  show();
  page.island.map.getCanvas().focus();
}

/** While an area is drawn a click is a corner, and neither chooses nor zooms. */
function hold(drawing) {
  page.island.drawing = drawing;
  page.island.map.doubleClickZoom[drawing ? "disable" : "enable"]();
}

function stop() {
  corners = null;
  hold(false);
  bar.hidden = true;
  figure.classList.remove("outlining");
  object("");
  page.outline();
  find("#map-tools [popovertarget=question]").focus();
}

/** The drawing stays until the server has taken it. */
async function done() {
  if (corners.length < LEAST) return;
  if (crosses(corners, true)) return object(bar.dataset.crossed);
  const refusal = await page.ask({ within: encode(corners) });
  if (refusal) object(refusal.words);
  else if (corners) stop();
}

/** Says beside the drawing what is wrong with it, once. */
function object(words) {
  const wrong = find(".wrong", bar);
  wrong.hidden = !words;
  if (words === wrong.textContent) return;
  wrong.textContent = words;
  if (words) find("#told").textContent = words;
}

function add({ lng, lat }) {
  corners.push([lng, lat]);
  show();
}

function undo() {
  corners.pop();
  show();
}

function show() {
  find("output", bar).value = corners.length;
  find("[data-measured]", bar).textContent = measured(corners);
  find("[data-draw=done]", bar).disabled = corners.length < LEAST;
  object(crosses(corners, false) ? bar.dataset.crossed : "");
  page.outline(corners);
}

const ACTS = { undo, done, cancel: stop };

function listen(map) {
  bar.addEventListener("click", ({ target }) => ACTS[target.closest("[data-draw]")?.dataset.draw]?.());
  map.on("click", ({ lngLat }) => { if (corners) add(lngLat); });
  figure.addEventListener("keydown", (event) => {
    if (!corners) return;
    if (event.key === "Escape") stop();
    else if (event.key === "Enter" && event.target === map.getCanvas()) add(map.getCenter());
    else return;
    event.preventDefault();
    event.stopPropagation();
  }, true);
}
