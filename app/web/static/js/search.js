// The search box as a combobox with a list of groups (WAI-ARIA APG). Without this module the form opens /search?q=….
// Choosing a place fires "place-chosen" on the document; unless a listener prevents that, the page of what was chosen opens.

const WAIT = 160;
const english = document.documentElement.lang === "en";
const element = (tag, textContent, rest) => Object.assign(document.createElement(tag), { textContent }, rest);
const inLanguage = (one, name) => (english && one[`${name}_en`]) || one[`${name}_th`];

export class Search {
  constructor(form) {
    this.form = form;
    this.input = form.querySelector("input");
    this.list = Object.assign(document.createElement("div"), { id: "found", className: "found", hidden: true });
    this.list.setAttribute("role", "listbox");
    this.list.setAttribute("aria-label", form.getAttribute("aria-label"));
    this.said = element("p", "", { className: "vh" });
    this.said.setAttribute("role", "status");
    form.append(this.list, this.said);
    const combobox = { role: "combobox", "aria-autocomplete": "list", "aria-controls": "found", "aria-expanded": "false" };
    for (const [name, value] of Object.entries(combobox)) this.input.setAttribute(name, value);
    this.hits = [];
    this.options = [];
    this.active = -1;
    this.listen();
  }

  listen() {
    this.input.addEventListener("input", () => this.later());
    this.input.addEventListener("keydown", (event) => this.key(event));
    this.input.addEventListener("focus", () => { if (this.hits.length) this.open(); });
    this.form.addEventListener("focusout", (event) => { if (!this.form.contains(event.relatedTarget)) this.close(); });
    this.list.addEventListener("mousedown", (event) => event.preventDefault());
    this.list.addEventListener("click", (event) => {
      const option = event.target.closest("[role=option]");
      if (option) this.choose(this.options.indexOf(option));
    });
    this.form.addEventListener("submit", (event) => {
      if (!this.hits.length || this.list.hidden) return;
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
      const answer = await fetch(`/api/search?q=${encodeURIComponent(text)}`, { signal: this.asking.signal });
      if (answer.ok) this.show((await answer.json()).groups, text);
    } catch (error) {
      if (error.name !== "AbortError") throw error;
    }
  }

  show(groups, text = "") {
    const { none, count, all } = this.form.dataset;
    this.hits = groups.flatMap((group) => group.hits);
    this.active = -1;
    this.input.removeAttribute("aria-activedescendant");
    this.list.replaceChildren(...groups.map((group) => this.group(group)));
    if (groups.some((group) => group.more)) {
      const path = `/search?q=${encodeURIComponent(text)}`;
      this.hits.push({ title_th: text, path });
      this.list.append(this.option({ title_th: all, path }));
    }
    this.options = [...this.list.querySelectorAll("[role=option]")];
    this.options.forEach((option, index) => { option.id = `found-${index}`; });
    if (text && !this.hits.length) this.list.append(element("p", none));
    this.said.textContent = this.hits.length ? count.replace("{n}", groups.reduce((sum, one) => sum + one.hits.length, 0)) : text && none;
    text ? this.open() : this.close();
  }

  group(group) {
    const whole = document.createElement("div"), title = element("i", inLanguage(group, "title"), { id: `found-${group.kind}` });
    whole.setAttribute("role", "group");
    whole.setAttribute("aria-labelledby", title.id);
    whole.append(title, ...group.hits.map((hit) => this.option(hit)));
    return whole;
  }

  option(hit) {
    const option = document.createElement("div");
    option.setAttribute("role", "option");
    option.setAttribute("aria-selected", "false");
    option.append(element("b", inLanguage(hit, "title")), element("span", hit.code ?? "", { className: "code" }));
    if (hit.note_th) option.append(element("small", inLanguage(hit, "note")));
    return option;
  }

  key(event) {
    const steps = { ArrowDown: 1, ArrowUp: -1 };
    if (event.key === "Escape") return this.close();
    if (!(event.key in steps) || !this.hits.length) return;
    event.preventDefault();
    this.open();
    const step = steps[event.key], from = this.active < 0 && step < 0 ? 0 : this.active;
    this.move((from + step + this.hits.length) % this.hits.length);
  }

  move(index) {
    this.options[this.active]?.setAttribute("aria-selected", "false");
    this.active = index;
    const option = this.options[index];
    option.setAttribute("aria-selected", "true");
    option.scrollIntoView({ block: "nearest" });
    this.input.setAttribute("aria-activedescendant", option.id);
  }

  choose(index) {
    const hit = this.hits[index];
    this.input.value = inLanguage(hit, "title");
    this.close();
    const chosen = hit.place && new CustomEvent("place-chosen", { detail: hit.place, cancelable: true });
    if (!chosen || document.dispatchEvent(chosen)) location.assign(hit.path);
  }

  open() { this.list.hidden = false; this.input.setAttribute("aria-expanded", "true"); }
  close() { this.list.hidden = true; this.input.setAttribute("aria-expanded", "false"); }
}
