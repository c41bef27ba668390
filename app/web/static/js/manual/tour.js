// The five steps of a first visit: a small dialogue beside what it tells of. The page can be used all the while.
const NARROW = "(max-width: 960px)", GAP = 12;

/** The steps as the manual tells them, in the language of the page: [{ title, text, at }]. */
async function stops() {
  const told = new DOMParser().parseFromString(await (await fetch("/manual/maps")).text(), "text/html");
  return [...told.querySelectorAll("#tour li")].map((li) => ({
    title: li.querySelector("b").textContent, text: li.querySelector("span").textContent, at: li.dataset.at,
  }));
}

function built(words) {
  const box = document.createElement("dialog");
  box.className = "tour";
  box.setAttribute("aria-labelledby", "tour-title");
  box.innerHTML = `<div aria-live="polite"><p class="xs dim" data-at></p><h2 id="tour-title" tabindex="-1"></h2><p class="sm" data-text></p></div>
<p class="row"><button class="btn sm" data-back></button><button class="btn sm pri" data-next></button><button class="btn sm" data-end></button></p>`;
  box.querySelector("[data-back]").textContent = words.back;
  box.querySelector("[data-end]").textContent = words.end;
  return box;
}

const visible = (at) => [...document.querySelectorAll(at)].find((each) => each.checkVisibility());

const within = (least, at, most) => Math.max(least, Math.min(at, most));
const covers = (one, other) => Math.max(0, Math.min(one.right, other.right) - Math.max(one.left, other.left))
  * Math.max(0, Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top));

/** Where the dialogue may stand, the best first: beside the target, above and below it; on a telephone at the foot or the head. */
function spots(box, target) {
  const { offsetWidth: wide, offsetHeight: high } = box, { left, right, top, bottom } = target.getBoundingClientRect();
  const across = (at) => within(GAP, at, innerWidth - wide - GAP), down = (at) => within(GAP, at, innerHeight - high - GAP);
  const foot = box.getBoundingClientRect().top;
  const head = document.querySelector(".bar")?.getBoundingClientRect().bottom ?? 0;
  const found = matchMedia(NARROW).matches
    ? [[GAP, foot], [GAP, within(GAP, head + GAP, foot)]]
    : [[across(right + GAP), down(top)], [across(left - GAP - wide), down(top)], [across(left), down(top - GAP - high)],
      [across(left), down(bottom + GAP)]];
  return found.map(([x, y]) => ({ left: x, top: y, right: x + wide, bottom: y + high }));
}

/** Where it covers nothing of the target, else the least of it; without a target where the stylesheet puts it. */
function place(box, target) {
  box.style.inset = "";
  if (!target) return;
  const seen = target.getBoundingClientRect();
  const [best] = spots(box, target).sort((one, other) => covers(one, seen) - covers(other, seen));
  box.style.inset = matchMedia(NARROW).matches ? `${best.top}px ${GAP}px auto` : `${best.top}px auto auto ${best.left}px`;
}

/** Walks through the steps; `words` are back, next, done, end and told ("step n of all"). */
export async function tour(words) {
  const steps = await stops(), box = built(words), part = (name) => box.querySelector(`[data-${name}]`);
  let at = 0, shown = null;

  function show(number) {
    at = number;
    shown?.classList.remove("tour-shown");
    shown = visible(steps[at].at);
    shown?.classList.add("tour-shown");
    shown?.scrollIntoView({ block: "nearest", behavior: "instant" });
    part("at").textContent = words.told.replace("{n}", at + 1).replace("{all}", steps.length);
    box.querySelector("h2").textContent = steps[at].title;
    part("text").textContent = steps[at].text;
    part("back").disabled = at === 0;
    part("next").textContent = at + 1 < steps.length ? words.next : words.done;
    place(box, shown);
  }

  const pressed = (event) => event.key === "Escape" && box.close();
  part("back").addEventListener("click", () => show(at - 1));
  part("next").addEventListener("click", () => (at + 1 < steps.length ? show(at + 1) : box.close()));
  part("end").addEventListener("click", () => box.close());
  box.addEventListener("close", () => {
    document.removeEventListener("keydown", pressed);
    shown?.classList.remove("tour-shown");
    box.remove();
    document.querySelector("#map-tools")?.focus();
  });
  document.addEventListener("keydown", pressed);
  document.body.append(box);
  box.show();
  show(0);
  box.querySelector("h2").focus();
}
