// The one screen of a report: the draft is kept on this device while it is written, and the report is sent when there is
// a connection. Without this script the form is sent as any other.
import { find, forget, idOf, keep, send } from "./drafts.js";
import { small } from "./photo.js";

const form = document.getElementById("report");
if (form) begin(form);

function begin(form) {
  const said = document.getElementById("kept");
  const picker = document.getElementById("photos");
  const chosen = document.getElementById("chosen");
  const { account, reference } = form.dataset;
  const id = idOf(account, reference);
  const token = form.elements._token?.value ?? "";
  const most = 6;
  let photos = [];
  let state = "draft";
  let timer = 0;
  let busy = false;

  document.documentElement.classList.add("has-script");

  const tell = (words, kind = "") => {
    said.hidden = !words;
    said.className = `kept ${kind}`;
    said.textContent = words;
  };

  const fields = () =>
    [...new FormData(form)].filter(([name, value]) => name !== "_token" && name !== "photos[]" && typeof value === "string");

  const draft = () => ({ id, account, reference, address: form.dataset.send, fields: fields(), photos, state });

  const save = async () => {
    await keep(draft());
    if (state === "draft") tell(form.dataset.saved);
  };

  const later = () => {
    state = "draft";
    clearTimeout(timer);
    timer = setTimeout(save, 250);
  };

  const show = () => {
    chosen.replaceChildren(
      ...photos.map((photo, place) => {
        const item = document.createElement("li");
        const image = document.createElement("img");
        image.src = URL.createObjectURL(photo.blob);
        image.alt = photo.name;
        image.onload = () => URL.revokeObjectURL(image.src);
        const away = document.createElement("button");
        away.type = "button";
        away.textContent = "×";
        away.setAttribute("aria-label", `${form.dataset.remove} ${place + 1}`);
        away.onclick = () => {
          photos = photos.filter((one) => one !== photo);
          show();
          later();
        };
        item.append(image, away);
        return item;
      }),
    );
  };

  picker.addEventListener("change", async () => {
    const files = [...picker.files].slice(0, most - photos.length);
    picker.value = "";
    for (const file of files) photos.push({ name: file.name, blob: await small(file) });
    show();
    later();
  });

  form.addEventListener("input", later);

  const markErrors = (errors) => {
    for (const old of form.querySelectorAll(".wrong")) old.remove();
    for (const field of form.querySelectorAll("[aria-invalid]")) field.removeAttribute("aria-invalid");
    const language = document.documentElement.lang;
    for (const [name, told] of Object.entries(errors)) {
      const words = document.createElement("p");
      words.className = "wrong";
      words.id = `${name || "form"}-wrong`;
      words.textContent = told[language] ?? told.th;
      const field = name && document.getElementById(name);
      if (field) {
        field.setAttribute("aria-invalid", "true");
        field.setAttribute("aria-describedby", words.id);
        field.closest("details")?.setAttribute("open", "");
        field.before(words);
      } else form.prepend(words);
    }
    form.querySelector("[aria-invalid]")?.focus();
  };

  const trySending = async () => {
    if (busy || state !== "waiting") return;
    busy = true;
    tell(form.dataset.sending, "waiting");
    const answer = await send(draft(), token);
    busy = false;
    if (answer.done) {
      await forget(id);
      location.assign(answer.location);
    } else if (answer.refused) {
      state = "draft";
      await keep(draft());
      tell(form.dataset.refused, "refused");
      markErrors(answer.errors);
    } else if (answer.signedOut) tell(form.dataset.signin, "refused");
    else tell(form.dataset.waiting, "waiting");
  };

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    clearTimeout(timer);
    state = "waiting";
    await keep(draft());
    trySending();
  });

  addEventListener("online", trySending);
  document.addEventListener("visibilitychange", () => document.hidden || trySending());
  setInterval(trySending, 20_000);

  locate(form, later);

  find(id).then((kept) => {
    if (!kept) return;
    photos = kept.photos;
    state = kept.state;
    for (const [name, value] of kept.fields) {
      const field = form.elements[name];
      if (field && name !== "_token") field.value = value;
    }
    for (const details of form.querySelectorAll("details"))
      if ([...details.querySelectorAll("input, select, textarea")].some((field) => field.value)) details.open = true;
    show();
    tell(form.dataset.restored);
    trySending();
  });
}

/** The position of the device, where the browser may tell it. */
function locate(form, later) {
  const button = document.getElementById("here");
  const said = document.getElementById("place-said");
  if (!navigator.geolocation || !window.isSecureContext) return;
  button.hidden = false;
  button.addEventListener("click", () => {
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        form.elements.lon.value = coords.longitude.toFixed(6);
        form.elements.lat.value = coords.latitude.toFixed(6);
        said.textContent = `${form.dataset.place} ${Math.round(coords.accuracy)} ${form.dataset.metres}`;
        later();
      },
      () => {
        said.textContent = form.dataset.noPlace;
      },
      { enableHighAccuracy: true, timeout: 20_000, maximumAge: 60_000 },
    );
  });
}
