// Thai digits (เลขไทย) in what scripts write into a page, by the rule of app/web/digits.py, and in the names on maps.
const LEFT = "script, style, textarea, code, pre, kbd, samp, [lang=en], [translate=no]";
const TOLD = ["aria-label", "aria-valuetext", "title", "alt", "placeholder", "data-name"];
const RUN = /[!-~]*[A-Za-z][!-~]*|[0-9]+/g;
const ARABIC = "0123456789", THAI = "๐๑๒๓๔๕๖๗๘๙";
const LONGEST = 48; // letters of a name on a map that are looked at

const thai = (words) => words.replace(RUN, (run) => (/[A-Za-z]/.test(run) ? run : run.replace(/\d/g, (digit) => THAI[digit])));

function text(node) {
  const told = thai(node.data);
  if (told !== node.data && !node.parentElement?.closest(LEFT)) node.data = told;
}

function attribute(element, name) {
  const words = element.getAttribute(name), told = words && thai(words);
  if (told !== words && !element.closest(LEFT)) element.setAttribute(name, told);
}

function within(root) {
  if (root.nodeType === Node.TEXT_NODE) return text(root);
  if (root.nodeType !== Node.ELEMENT_NODE) return;
  const walk = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  for (let node = walk.nextNode(); node; node = walk.nextNode()) text(node);
  for (const name of TOLD) for (const element of [root, ...root.querySelectorAll(`[${name}]`)]) attribute(element, name);
}

/** The text of a label letter by letter, each digit as a Thai one; a style has no other way to replace. */
function label(field) {
  const letter = (at) => ["let", "letter", ["slice", ["var", "name"], at, at + 1],
    ["let", "digit", ["index-of", ["var", "letter"], ARABIC],
      ["case", ["any", ["==", ["var", "letter"], ""], ["<", ["var", "digit"], 0]], ["var", "letter"],
        ["slice", THAI, ["var", "digit"], ["+", ["var", "digit"], 1]]]]];
  const letters = Array.from({ length: LONGEST }, (_, at) => letter(at));
  return ["let", "name", ["to-string", field], ["concat", ...letters, ["slice", ["var", "name"], LONGEST]]];
}

function labels(map) {
  for (const { id, layout } of map.getStyle().layers) {
    const field = layout?.["text-field"];
    if (field && !id.endsWith("/code/label") && field[0] !== "let") map.setLayoutProperty(id, "text-field", label(field));
  }
}

const watched = new WeakSet();

function watch({ map }) {
  if (!map || watched.has(map)) return;
  watched.add(map);
  map.on("styledata", () => labels(map));
  labels(map);
}

new MutationObserver((changes) => {
  for (const { type, target, addedNodes, attributeName } of changes) {
    if (attributeName === "data-state") watch(target);
    else if (type === "attributes") attribute(target, attributeName);
    else if (type === "characterData") text(target);
    else addedNodes.forEach(within);
  }
}).observe(document, { subtree: true, childList: true, characterData: true, attributes: true, attributeFilter: [...TOLD, "data-state"] });

within(document.documentElement);
document.querySelectorAll("[data-state]").forEach(watch);
