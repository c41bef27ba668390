// The layer in front, asked for anew: heading, legend, table, drawing, values and address say the same, and it is told once.
import { ASKS } from "../address.js";

const find = (selector, root = document) => root.querySelector(selector);
const PARTS = ["h1", ".sheet-head", ".source-line", "#narrowed", "#asked", "#about-layer", "#twin"];
let last = 0;

/**
 * @param layer  the id of the layer in front
 * @param change parameters that change; an empty one is taken away. The server answers with those that stay.
 * @param said   what the live region says, or a function of the answer that gives it
 * @returns      null, or of a refusal its words and the parameter that is wrong, if it is one
 */
export async function front(layer, change, said) {
  const mine = ++last, now = new URLSearchParams(location.search);
  const asked = new URLSearchParams([...now].filter(([name]) => [...ASKS, "sort", "lang", "saved", "as_of"].includes(name)));
  for (const [name, value] of Object.entries(change)) {
    if (value === null || value === "") asked.delete(name);
    else asked.set(name, value);
  }
  const answer = await fetch(`/maps/${layer}/front?${asked}`);
  const other = new DOMParser().parseFromString(await answer.text(), "text/html");
  if (mine !== last) return null;
  if (!answer.ok) return refused(other, answer);
  const { kept, tiles } = find("#twin", other).dataset, island = find("gis-map");
  const style = JSON.parse(find("#front-layer", other)?.textContent ?? null);
  if (island.map) await repaint(island, layer, { kept, tiles, style });
  if (mine !== last) return null;
  address(layer, new URLSearchParams(kept));
  find(`.lay[data-layer="${layer}"] .key`).replaceWith(find(".key", other));
  find(`.lay[data-layer="${layer}"] .h small`).textContent = find(".sheet-head small", other).textContent;
  const named = (root) => find("h1", root).firstChild.data.replace(/^[^:]*: /, "");
  document.title = document.title.replace(named(document), named(other));
  for (const part of PARTS) find(part).replaceWith(find(part, other));
  find("figure.map").setAttribute("aria-label", find("h1").textContent);
  if (!island.map) await redraw(island, layer, { kept, tiles, style });
  document.dispatchEvent(new CustomEvent("front-changed"));
  tell(typeof said === "function" ? said() : said);
  return null;
}

const tell = (text) => { find("#told").textContent = text; };

function refused(other, answer) {
  const problem = find(".problem", other);
  const words = problem ? find(".note", problem).textContent.trim() : answer.statusText || String(answer.status);
  tell(words);
  return { words, place: problem?.dataset.place };
}

function address(layer, kept) {
  const url = new URL(location.href);
  if (!url.pathname.endsWith("/embed")) url.pathname = `/maps/${layer}`;
  for (const name of [...ASKS, "page"]) url.searchParams.delete(name);
  for (const [name, value] of kept) url.searchParams.set(name, value);
  history.replaceState(history.state, "", url);
}

/** The running map goes ahead of the page: values, tiles or, of a classified layer, all of its style. */
async function repaint(island, layer, { kept, tiles, style }) {
  const shown = island.layers.get(layer);
  if (shown.style.kind !== "choropleth") return island.narrow(layer, tiles);
  if (style) return island.restyle(layer, style);
  shown.values_at = `/api/maps/${layer}/values?${kept}`;
  if (!island.shown.has(layer)) return;
  await island.shade(shown);
  await island.paint();
}

/** The drawing, where no map runs; the layer is ready for one that may. */
async function redraw(island, layer, { kept, tiles, style }) {
  const held = island.layers?.get(layer), shades = held?.style.kind === "choropleth";
  if (held) Object.assign(held, style ?? (shades ? { values_at: `/api/maps/${layer}/values?${kept}` } : { tiles }));
  find("#details .about")?.replaceWith(find("#about-layer").content.cloneNode(true));
  const answer = await fetch(`/maps/${layer}.svg?${kept}`);
  if (answer.ok) find(".drawn", island).innerHTML = await answer.text();
}
