// The time bar: another year of the layer in front changes map, legend, table, drawing and address together.
// No year plays by itself. Without script the bar is a form and two links.
import { front } from "./front.js";

const bar = () => document.querySelector("form#time");
const years = (form) => [...form.elements.year.options].reverse();

/** Sets the parts of the bar to the year at a place, the oldest first. */
function set(form, place) {
  const all = years(form), shown = all[place];
  const range = form.querySelector("[type=range]");
  form.elements.year.value = shown.value;
  range.value = place;
  range.setAttribute("aria-valuetext", shown.text);
  for (const [name, other] of [["older", all[place - 1]], ["newer", all[place + 1]]]) {
    const link = form.querySelector(`[data-year=${name}]`);
    if (other) {
      const kept = new URLSearchParams(location.search);
      kept.delete("page");
      kept.set("year", other.value);
      link.href = `${form.getAttribute("action")}?${kept}`;
      link.removeAttribute("role");
      link.removeAttribute("aria-disabled");
    } else {
      link.removeAttribute("href");
      link.role = "link";
      link.ariaDisabled = "true";
    }
  }
  const before = all[place - 1];
  form.querySelector("[data-compare]").search = before ? `?a=${before.value}&b=${shown.value}` : "";
  return shown;
}

async function go(form, place) {
  const shown = set(form, place);
  await front(form.dataset.layer, { year: shown.value }, shown.text);
}

const placeOf = (form, value) => years(form).findIndex((option) => option.value === value);

document.addEventListener("change", ({ target }) => {
  const form = target.closest("form#time");
  if (form) go(form, target.type === "range" ? Number(target.value) : placeOf(form, target.value));
});
document.addEventListener("input", ({ target }) => {
  const form = target.type === "range" && target.closest("form#time");
  if (form) set(form, Number(target.value));
});
document.addEventListener("click", (event) => {
  const link = event.target.closest("form#time [data-year]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  if (!link.hasAttribute("href")) return;
  const form = bar(), place = placeOf(form, form.elements.year.value);
  go(form, link.dataset.year === "older" ? place - 1 : place + 1);
  if (!link.hasAttribute("href")) form.querySelector("[type=range]").focus();
});

/** The range works only with a script, also in a bar that comes with another layer. */
const wake = () => bar()?.querySelector(".track").removeAttribute("hidden");
new MutationObserver(wake).observe(document.querySelector("#workspace"), { childList: true });
wake();
