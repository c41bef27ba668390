// What every page does: the search box suggests places, and "/" goes to it.
import { PlaceSearch } from "./search.js";

const form = document.querySelector(".find");
if (form) new PlaceSearch(form);

document.addEventListener("keydown", (event) => {
  const typing = event.target.closest?.("input, textarea, select, [contenteditable]");
  if (event.key !== "/" || typing || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  form?.querySelector("input").focus();
});
