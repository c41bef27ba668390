// The form of a layer's classes as a dialogue on the map; without this module it is a page of its own.
let dialogue, opener;

/** Opens the form that `link` leads to; `reclass(url)` draws the map as the page at `url` has it. */
export async function open(link, current, reclass) {
  if (link.dataset.classing !== current) return location.assign(link.href);
  opener = link;
  dialogue ??= made(reclass);
  await fill(await fetch(link.href));
  dialogue.showModal();
  dialogue.querySelector("h1, h2").focus();
}

function made(reclass) {
  const box = Object.assign(document.createElement("dialog"), { className: "classing-box" });
  box.setAttribute("aria-labelledby", "classing-title");
  box.addEventListener("close", () => (find(opener) ?? opener).focus());
  box.addEventListener("submit", async (event) => {
    event.preventDefault();
    const form = event.target, asked = new URLSearchParams(new FormData(form));
    form.querySelector(".pri").disabled = true;
    const answer = await fetch(`${form.action}?${asked}`);
    if (!answer.redirected) return wrong(answer);
    await reclass(answer.url, await parsed(answer));
    box.close();
  });
  box.addEventListener("click", async (event) => {
    const usual = event.target.closest("[data-usual]"), away = event.target.closest("[data-away]");
    if (usual) { event.preventDefault(); await reclass(usual.href); }
    if (usual || away) box.close();
  });
  box.addEventListener("change", ({ target }) => { if (target.name === "method") byHand(); });
  document.querySelector("main").append(box);
  return box;
}

/** The link may have been drawn anew meanwhile. */
const find = (link) => document.querySelector(`[data-classing="${link.dataset.classing}"]`);

const parsed = async (answer) => new DOMParser().parseFromString(await answer.text(), "text/html");

async function wrong(answer) {
  await fill(answer);
  dialogue.querySelector("[aria-invalid]")?.focus();
}

/** The form of a page, with the style sheets that the page has for it. */
async function fill(answer) {
  const page = await parsed(answer);
  const sheets = [...page.querySelectorAll("link[rel=stylesheet]")].filter(({ href }) => !document.querySelector(`link[href="${new URL(href).pathname}"]`));
  await Promise.all(sheets.map((sheet) => new Promise((done) => {
    sheet.onload = sheet.onerror = done;
    document.head.append(sheet);
  })));
  const form = page.querySelector("#classing"), away = document.createElement("button");
  Object.assign(away, { type: "button", className: "btn", textContent: form.dataset.away });
  away.dataset.away = "";
  form.querySelector(".acts").append(away);
  dialogue.replaceChildren(form);
  byHand();
}

/** Limits are asked for only by the method by hand, the number of classes by the others. */
function byHand() {
  const isManual = dialogue.querySelector("[name=method]").value === "manual";
  dialogue.querySelector(".by-hand").hidden = !isManual;
  dialogue.querySelector("[name=number]").closest(".field").hidden = isManual;
}
