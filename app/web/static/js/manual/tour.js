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

/** Beside the target where there is room, else in the corner; on a telephone the stylesheet puts it at the foot. */
function place(box, target) {
  box.style.left = box.style.top = "";
  if (!target || matchMedia(NARROW).matches) return;
  const { left, right, top } = target.getBoundingClientRect(), { offsetWidth: wide, offsetHeight: high } = box;
  const across = right + GAP + wide <= innerWidth ? right + GAP : left - GAP - wide;
  box.style.left = `${Math.max(GAP, across >= GAP ? across : innerWidth - wide - GAP)}px`;
  box.style.top = `${Math.min(Math.max(GAP, top), innerHeight - high - GAP)}px`;
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
