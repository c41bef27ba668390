// The layer in front, asked for anew: heading, legend, table, drawing, values and address say the same, and it is told once.
const find = (selector, root = document) => root.querySelector(selector);
const PARTS = ["h1", ".sheet-head", ".source-line", "#twin", "#about-layer"];
let last = 0;

/**
 * @param layer  the id of the layer in front
 * @param change parameters of the address that change; null takes one away
 * @param said   what the live region says, or a function of the answer that gives it
 */
export async function front(layer, change, said) {
  const mine = ++last, url = new URL(location.href);
  for (const [name, value] of Object.entries(change)) {
    if (value === null) url.searchParams.delete(name);
    else url.searchParams.set(name, value);
  }
  const asked = new URLSearchParams([...url.searchParams].filter(([name]) => ["year", "sort", "lang"].includes(name)));
  const answer = await fetch(`/maps/${layer}/front?${asked}`);
  const other = new DOMParser().parseFromString(await answer.text(), "text/html");
  if (mine !== last) return;
  if (!answer.ok) return tell(find("main", other)?.innerText ?? answer.statusText);
  url.pathname = `/maps/${layer}`;
  history.replaceState(history.state, "", url);
  const legend = find(`[data-layer="${layer}"] .legend`);
  legend.replaceWith(find(".legend", other));
  for (const part of PARTS) find(part).replaceWith(find(part, other));
  find("figure.map").setAttribute("aria-label", find("h1").textContent);
  asked.delete("sort");
  await redraw(layer, asked);
  document.dispatchEvent(new CustomEvent("front-changed"));
  tell(typeof said === "function" ? said(other) : said);
}

const tell = (text) => { find("#told").textContent = text; };

/** The map itself: values on the running map, else the drawing. */
async function redraw(layer, asked) {
  const island = find("gis-map");
  if (!island.map) {
    const answer = await fetch(`/maps/${layer}.svg?${asked}`);
    if (answer.ok) find(".drawn", island).innerHTML = await answer.text();
    return;
  }
  const shown = island.layers.get(layer);
  shown.values = `/api/maps/${layer}/values?${asked}`;
  if (island.shown.has(layer) && shown.style.kind === "choropleth") await island.shade(shown);
}
