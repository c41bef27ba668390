// What every page does: the search box suggests what it finds, "/" goes to it, a telephone folds what it has no room for.
import { Search } from "./search.js";

const form = document.querySelector(".find");
if (form) new Search(form);

document.addEventListener("keydown", (event) => {
  const typing = event.target.closest?.("input, textarea, select, [contenteditable]");
  if (event.key !== "/" || typing || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  form?.querySelector("input").focus();
});

if (matchMedia("(max-width: 760px)").matches) {
  for (const folded of document.querySelectorAll("details[data-narrow=closed]")) folded.open = false;
}

const here = document.querySelector(".nav [aria-current]");
if (here) here.parentElement.scrollLeft = here.offsetLeft - (here.parentElement.clientWidth - here.offsetWidth) / 2;
