// The features within the view, as a list to walk through by keyboard (listbox): arrows ring them, Enter opens them. The server
// tells them: the map itself knows nothing of what stands inside a circle of many.
const find = (selector, root = document) => root.querySelector(selector);
const island = find("gis-map"), panel = find("#seen"), list = find("[role=listbox]", panel), button = find("[data-more]", panel);
const AT_ONCE = 50, PATIENCE = 300; // ms, in which a moving map comes to rest
let found = [], at = -1, total = 0, next = null, asked = 0, timer;

/** The layer in front, which may have changed since the page came. */
const current = () => island.layers.get(find(".lay[aria-current]").dataset.layer);

/** Where the server tells what of a layer lies within the view, of the year and by the filter of the table. */
function address({ id, title_field: title, fallback_field: fallback }) {
  const within = (degrees, most) => Math.max(-most, Math.min(degrees, most)).toFixed(6), box = island.map.getBounds();
  const bbox = [within(box.getWest(), 180), within(box.getSouth(), 90), within(box.getEast(), 180), within(box.getNorth(), 90)];
  const question = new URLSearchParams({ f: "json", limit: AT_ONCE, bbox, sortby: title, properties: [...new Set([title, fallback])] });
  for (const [name, value] of new URL(find("#twin").dataset.items, location).searchParams) {
    if (["filter", "datetime"].includes(name)) question.set(name, value);
  }
  return `/ogc/collections/${id}/items?${question}`;
}

/** The features of one page; of the next one the address without its host, which may be another behind a proxy. */
async function page(url, { title_field: title, fallback_field: fallback }) {
  const answer = await fetch(url), told = await answer.json();
  if (!answer.ok) return { features: [], many: 0, wrong: told.detail, following: null };
  const link = told.links.find(({ rel }) => rel === "next"), { pathname, search } = link ? new URL(link.href) : {};
  const features = told.features.map(({ id, properties }) => ({ id: String(id), name: String(properties[title] ?? properties[fallback] ?? id) }));
  return { features, many: told.numberMatched, following: link ? pathname + search : null };
}

/** Asks anew for what the view holds; what was chosen stays chosen if it is among it. */
async function fill() {
  const layer = current(), mine = ++asked, chosen = found[at]?.id, isDrawn = island.partsOf(layer.id).some((id) => island.map.getLayer(id));
  const first = isDrawn ? await page(address(layer), layer) : { features: [], many: 0, following: null };
  if (mine !== asked) return;
  found = [];
  list.replaceChildren();
  add(first);
  at = found.findIndex(({ id }) => id === chosen);
  mark();
}

/** The next page; says whether there was one. */
async function more() {
  if (!next) return false;
  const mine = ++asked, following = await page(next, current());
  if (mine !== asked) return false;
  add(following);
  if (button.hidden) list.focus();
  return true;
}

function add({ features, many, wrong, following }) {
  [total, next] = [many || found.length, following];
  found.push(...features);
  list.append(...features.map(({ name }, index) => {
    const place = found.length - features.length + index, option = Object.assign(document.createElement("li"), { id: `seen-${place}`, role: "option", textContent: name });
    Object.assign(option, { ariaSelected: "false", ariaPosInSet: place + 1, ariaSetSize: total });
    return option;
  }));
  button.hidden = !next;
  find("[data-seen-count]", panel).textContent = found.length < total ? `${found.length} / ${total}` : `${total}`;
  if (wrong) find("#told").textContent = wrong;
}

function mark() {
  [...list.children].forEach((option, index) => option.setAttribute("aria-selected", index === at));
  if (at < 0) return list.removeAttribute("aria-activedescendant");
  list.setAttribute("aria-activedescendant", `seen-${at}`);
  list.children[at].scrollIntoView({ block: "nearest" });
  island.choose(current().id, found[at].id);
}

function open() {
  if (at < 0) return;
  const choice = { layer: current().id, id: found[at].id };
  panel.hidePopover();
  document.dispatchEvent(new CustomEvent("feature-chosen", { detail: choice }));
}

const last = () => found.length - 1;
const KEYS = {
  ArrowDown: () => Math.min(at + 1, last()),
  ArrowUp: () => Math.max(at - 1, 0),
  Home: () => 0,
  End: last,
};

list.addEventListener("keydown", (event) => {
  if (event.key === "Enter" || event.key === " ") open();
  else if (event.key === "ArrowDown" && at === last() && next) more().then((came) => { at += came; mark(); });
  else if (KEYS[event.key]) at = KEYS[event.key]();
  else if (event.key.length === 1 && !event.ctrlKey && !event.metaKey) at = begins(event.key);
  else return;
  event.preventDefault();
  mark();
});

/** The next name that begins with a letter; Thai names begin with their consonant, behind a vowel that is written before it. */
function begins(letter) {
  const after = [...found.keys()].map((index) => (at + 1 + index) % found.length);
  return after.find((index) => found[index].name.replace(/^[เแโใไ]/, "").startsWith(letter) || found[index].name.startsWith(letter)) ?? at;
}

button.addEventListener("click", more);
list.addEventListener("click", ({ target }) => {
  at = [...list.children].indexOf(target.closest("[role=option]"));
  mark();
  open();
});
function begin() {
  [found, at] = [[], -1];
  fill();
  list.focus();
}

panel.addEventListener("toggle", ({ newState }) => { if (newState === "open") begin(); });
if (panel.matches(":popover-open")) begin(); // it was opened while this module was on its way
island.addEventListener("map-moved", () => {
  clearTimeout(timer);
  if (panel.matches(":popover-open")) timer = setTimeout(fill, PATIENCE);
});
