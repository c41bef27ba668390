// The form of a layer's classes as a dialogue on the map; without this module it is a page of its own. What the server
// answers (limits, colours, legend, table, notes) takes the place of what is there.
let workspace, dialogue, opener;

/** A link of a layer's legend: to the form, or to the same map classified otherwise. */
export async function follow(link, page) {
  workspace = page;
  const { layer } = link.closest(".lay").dataset, { only } = link.dataset;
  const href = link.href || classed(layer, link.value);
  if (layer !== page.config.current) return location.assign(href);
  if (!("form" in link.dataset)) {
    await reclass(href, await page.fetched(href));
    return document.querySelector(`.lay[data-layer="${layer}"] [data-only="${only}"]`)?.focus();
  }
  opener = link.dataset.classing;
  dialogue ??= made();
  await fill(await parsed(await fetch(link.href)));
  dialogue.showModal();
  dialogue.querySelector("#classing-title").focus();
}

/** The address of the same map with other classes. */
function classed(layer, classes) {
  const there = new URL(`/maps/${layer}`, location), here = new URLSearchParams(location.search);
  const kept = layer === workspace.config.current ? ["year", "filter", "box", "within"] : [];
  for (const name of kept) if (here.has(name)) there.searchParams.set(name, here.get(name));
  there.searchParams.set("classes", classes);
  return there.href;
}

/** Draws the layer as `other`, the page at `url`, has it classified. */
async function reclass(url, other) {
  const { island, config, state, choose, tell, swap } = workspace, id = config.current;
  if (!other.querySelector("#map-config")) return location.assign(url);
  const told = JSON.parse(other.querySelector("#map-config").textContent).layers.find((layer) => layer.id === id);
  await island.restyle(id, told);
  const entry = `.lay[data-layer="${id}"]`;
  swap(other, ["#twin", ".sheet-head", ".source-line", "#about-layer", "#asked", `${entry} summary`, `${entry} .key`]);
  const here = new URL(location), classes = new URL(url).searchParams.get("classes");
  if (classes) here.searchParams.set("classes", classes);
  else here.searchParams.delete("classes");
  history.replaceState(history.state, "", here);
  await choose(state.selected);
  tell(document.querySelector(`${entry} .classing`).dataset.classed);
}

function made() {
  const box = Object.assign(document.createElement("dialog"), { className: "classing-box" });
  box.setAttribute("aria-labelledby", "classing-title");
  box.addEventListener("close", () => document.querySelector(`[data-form][data-classing="${opener}"]`)?.focus());
  box.addEventListener("submit", submit);
  box.addEventListener("click", press);
  box.addEventListener("change", ({ target }) => { if (target.name === "method") needed(); });
  document.querySelector("main").append(box);
  return box;
}

async function submit(event) {
  event.preventDefault();
  const form = event.target;
  form.querySelector(".pri").disabled = true;
  const answer = await fetch(`${form.action}?${new URLSearchParams(new FormData(form))}`), page = await parsed(answer);
  if (answer.redirected) {
    await reclass(answer.url, page);
    dialogue.close();
  } else {
    await fill(page);
    (dialogue.querySelector("[aria-invalid]") ?? dialogue.querySelector("#classing-title")).focus();
  }
}

async function press(event) {
  const usual = event.target.closest("[data-usual]"), away = event.target.closest("[data-away]");
  if (!usual && !away) return;
  event.preventDefault();
  if (usual) await reclass(usual.href, await workspace.fetched(usual.href));
  dialogue.close();
}

const parsed = async (answer) => new DOMParser().parseFromString(await answer.text(), "text/html");

/** The form of a page, with the style sheets that the page has for it. */
async function fill(page) {
  const held = new Set([...document.querySelectorAll("link[rel=stylesheet]")].map((sheet) => sheet.getAttribute("href")));
  const sheets = [...page.querySelectorAll("link[rel=stylesheet]")].filter((sheet) => !held.has(sheet.getAttribute("href")));
  await Promise.all(sheets.map((sheet) => new Promise((done) => {
    sheet.onload = sheet.onerror = done;
    document.head.append(sheet);
  })));
  const form = page.querySelector("#classing"), away = document.createElement("button");
  Object.assign(away, { type: "button", className: "btn", textContent: form.dataset.shut });
  away.dataset.away = "";
  form.querySelector(".acts").append(away);
  dialogue.replaceChildren(form);
  needed();
}

/** Limits are asked for by the method by hand, another layer by that of pairs, the number of classes by the rest. */
function needed() {
  const { value } = dialogue.querySelector("[name=method]");
  const needs = { ".by-hand": value === "manual", ".against": value === "pair", ".number": !["manual", "pair", "file"].includes(value) };
  for (const [part, isNeeded] of Object.entries(needs)) {
    const found = dialogue.querySelector(part);
    if (found) found.hidden = !isNeeded;
  }
}
