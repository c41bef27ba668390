// The features that the map shows now, as a list to walk through by keyboard (listbox): arrows ring them, Enter opens them.
const find = (selector, root = document) => root.querySelector(selector);
const island = find("gis-map"), panel = find("#seen"), list = find("[role=listbox]", panel);
const MOST = 200;
let found = [], at = -1;

/** The layer in front, which may have changed since the page came. */
const current = () => island.layers.get(find(".lay[aria-current]").dataset.layer);

/** Each feature of the layer in the view once, by name. */
function features(layer) {
  const parts = island.partsOf(layer.id).filter((id) => island.map.getLayer(id));
  const once = new Map();
  for (const { properties } of island.map.queryRenderedFeatures({ layers: parts })) {
    const name = properties[layer.title_field] ?? properties[layer.fallback_field];
    once.set(String(properties[layer.id_field]), String(name ?? properties[layer.id_field]));
  }
  const order = new Intl.Collator(document.documentElement.lang);
  return [...once].map(([id, name]) => ({ id, name })).sort((one, other) => order.compare(one.name, other.name));
}

function fill() {
  const layer = current(), chosen = found[at]?.id, all = features(layer);
  found = all.slice(0, MOST);
  at = found.findIndex(({ id }) => id === chosen);
  list.replaceChildren(...found.map(({ name }, index) => Object.assign(document.createElement("li"), { id: `seen-${index}`, role: "option", textContent: name })));
  find("[data-seen-count]", panel).textContent = found.length < all.length ? `${found.length} / ${all.length}` : `${all.length}`;
  mark();
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

list.addEventListener("click", ({ target }) => {
  at = [...list.children].indexOf(target.closest("[role=option]"));
  mark();
  open();
});
function begin() {
  at = -1;
  fill();
  list.focus();
}

panel.addEventListener("toggle", ({ newState }) => { if (newState === "open") begin(); });
if (panel.matches(":popover-open")) begin(); // it was opened while this module was on its way
island.addEventListener("map-moved", () => { if (panel.matches(":popover-open")) island.map.once("idle", fill); });
