// The search box as a combobox with a list (WAI-ARIA APG). Without this module the form opens /places?q=….
// Choosing fires "place-chosen" on the document; unless a listener prevents that, the page of the place opens.

const WAIT = 160;
const english = document.documentElement.lang === "en";
const element = (tag, textContent) => Object.assign(document.createElement(tag), { textContent });
const inLanguage = (th, en) => (english && en) || th;

export class PlaceSearch {
  constructor(form) {
    this.form = form;
    this.input = form.querySelector("input");
    this.levels = JSON.parse(form.dataset.levels);
    this.list = Object.assign(document.createElement("div"), { id: "found", className: "found", hidden: true });
    this.list.setAttribute("role", "listbox");
    this.list.setAttribute("aria-label", this.input.getAttribute("aria-label"));
    this.said = Object.assign(document.createElement("p"), { className: "vh" });
    this.said.setAttribute("role", "status");
    form.append(this.list, this.said);
    const combobox = { role: "combobox", "aria-autocomplete": "list", "aria-controls": "found", "aria-expanded": "false" };
    for (const [name, value] of Object.entries(combobox)) this.input.setAttribute(name, value);
    this.places = [];
    this.active = -1;
    this.listen();
  }

  listen() {
    this.input.addEventListener("input", () => this.later());
    this.input.addEventListener("keydown", (event) => this.key(event));
    this.input.addEventListener("focus", () => { if (this.places.length) this.open(); });
    this.form.addEventListener("focusout", (event) => { if (!this.form.contains(event.relatedTarget)) this.close(); });
    this.list.addEventListener("mousedown", (event) => event.preventDefault());
    this.list.addEventListener("click", (event) => {
      const option = event.target.closest("[role=option]");
      if (option) this.choose(Number(option.dataset.index));
    });
    this.form.addEventListener("submit", (event) => {
      if (!this.places.length || this.list.hidden) return;
      event.preventDefault();
      this.choose(Math.max(this.active, 0));
    });
  }

  later() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.ask(this.input.value.trim()), WAIT);
  }

  async ask(text) {
    this.asking?.abort();
    if (!text) return this.show([]);
    this.asking = new AbortController();
    try {
      const answer = await fetch(`/api/geocode?q=${encodeURIComponent(text)}`, { signal: this.asking.signal });
      if (answer.ok) this.show((await answer.json()).results, text);
    } catch (error) {
      if (error.name !== "AbortError") throw error;
    }
  }

  show(places, text = "") {
    this.places = places;
    this.active = -1;
    this.input.removeAttribute("aria-activedescendant");
    this.list.replaceChildren(...places.map((place, index) => this.option(place, index)));
    const { none, count } = this.form.dataset;
    if (text && !places.length) this.list.append(element("p", none));
    this.said.textContent = places.length ? count.replace("{n}", places.length) : text && none;
    text ? this.open() : this.close();
  }

  option(place, index) {
    const option = Object.assign(document.createElement("div"), { id: `found-${index}` });
    option.setAttribute("role", "option");
    option.setAttribute("aria-selected", "false");
    option.dataset.index = index;
    const kind = [this.levels[place.level], inLanguage(place.within_th, place.within_en)].filter(Boolean).join(" · ");
    option.append(element("b", inLanguage(place.title_th, place.title_en)), element("span", place.code), element("small", kind));
    option.children[1].className = "code";
    return option;
  }

  key(event) {
    const steps = { ArrowDown: 1, ArrowUp: -1 };
    if (event.key === "Escape") return this.close();
    if (!(event.key in steps) || !this.places.length) return;
    event.preventDefault();
    this.open();
    this.move((this.active + steps[event.key] + this.places.length) % this.places.length);
  }

  move(index) {
    this.list.children[this.active]?.setAttribute("aria-selected", "false");
    this.active = index;
    const option = this.list.children[index];
    option.setAttribute("aria-selected", "true");
    option.scrollIntoView({ block: "nearest" });
    this.input.setAttribute("aria-activedescendant", option.id);
  }

  choose(index) {
    const place = this.places[index];
    this.input.value = inLanguage(place.title_th, place.title_en);
    this.close();
    const chosen = new CustomEvent("place-chosen", { detail: place, cancelable: true });
    if (document.dispatchEvent(chosen)) location.assign(`/places/${encodeURIComponent(place.code)}`);
  }

  open() { this.list.hidden = false; this.input.setAttribute("aria-expanded", "true"); }
  close() { this.list.hidden = true; this.input.setAttribute("aria-expanded", "false"); }
}
