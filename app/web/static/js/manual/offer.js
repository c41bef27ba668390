// Offers the five steps of a first visit, until they are done or dismissed.
const KEY = "phaen.tour", offer = document.querySelector("[data-offer]");

/** Whether the browser keeps it: one that keeps nothing offers again, and the link leads to the manual. */
export function remember(said) {
  try {
    localStorage.setItem(KEY, said);
    return true;
  } catch {
    return false;
  }
}

function remembered() {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null;
  }
}

/** Resolves when the stylesheet of offer and tour is there. */
function dressed() {
  const link = Object.assign(document.createElement("link"), { rel: "stylesheet", href: offer.dataset.style });
  document.head.append(link);
  return new Promise((ready) => link.addEventListener("load", ready, { once: true }));
}

async function begin() {
  offer.hidden = true;
  remember("done");
  (await import("./tour.js")).tour(offer.dataset);
}

function follow(event) {
  if (offer.hasAttribute("data-elsewhere") && !remember("begin")) return;
  event.preventDefault();
  if (offer.hasAttribute("data-elsewhere")) location.assign("/maps");
  else begin();
}

function dismiss() {
  remember("done");
  offer.hidden = true;
  document.querySelector("#map-tools, #main")?.focus();
}

if (offer && remembered() !== "done") {
  offer.querySelector("[data-begin]").addEventListener("click", follow);
  offer.querySelector("[data-dismiss]").addEventListener("click", dismiss);
  await dressed();
  if (remembered() === "begin" && !offer.hasAttribute("data-elsewhere")) begin();
  else offer.hidden = false;
}
