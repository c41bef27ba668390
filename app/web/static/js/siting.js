// The form of places: shows the fields of the chosen way, checks a place at once, and draws on a map where WebGL2 is there.
// Without this module all fields stand open and the server checks.
import { drawingOn } from "./drawing.js";

const form = document.getElementById("part-add");
const told = document.getElementById("instant");
const island = document.querySelector("site-map");
const drawing = drawingOn(island, document.getElementById("drawing"), checkSoon);
const words = JSON.parse(island.dataset.words);
const chosen = () => form.querySelector("[name=how]:checked")?.value ?? "village";
const thai = document.documentElement.lang === "th";

function showWay() {
  for (const way of form.querySelectorAll(".way")) way.hidden = !way.dataset.how.split(" ").includes(chosen());
  if (chosen() === "drawn") drawing.start();
}

/* ---------- instant checks ---------- */
let waiting = 0;
function checkSoon() {
  clearTimeout(waiting);
  waiting = setTimeout(check, 500);
}

async function check() {
  const names = ["how", "role", "area_code", "road", "text", "crs", "drawing", "note"];
  const given = names.map((name) => [name, new FormData(form).get(name)]).filter(([, value]) => value);
  const needed = { village: "area_code", subdistrict: "area_code", road: "road", typed: "text", drawn: "drawing" }[chosen()];
  if (!needed || !given.some(([name]) => name === needed)) { told.textContent = ""; return; }
  given.push(["kind", form.dataset.kind], ["reference", form.dataset.reference]);
  const answer = await fetch(`/api/projects/check?${new URLSearchParams(given)}`);
  const found = answer.ok ? await answer.json() : null;
  told.textContent = found?.found ? said(found) : "";
}

function said(found) {
  const name = (one) => (thai ? one.name_th : one.name_en);
  const lines = [];
  if (!found.is_inside) lines.push(`⚠ ${words.outside}`);
  if (found.touched.length) lines.push(`${words.inside} ${found.touched.map((one) => `${name(one)} (${one.code})`).join(", ")}`);
  for (const one of found.near) lines.push(`⚠ ${words.near} ${name(one)} (${one.code}) ${one.metres} m`);
  for (const one of found.doubles) lines.push(`⚠ ${words.double}: ${one.reference} ${one.title_th} (${one.metres} m)`);
  return lines.join("\n");
}

form.addEventListener("change", () => { showWay(); checkSoon(); });
form.addEventListener("input", checkSoon);
showWay();
