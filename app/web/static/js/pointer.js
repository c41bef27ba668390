// What the map says under the pointer: the name and value of the feature, the position; and the scale.
import { position, roundLength } from "./coordinates.js";

const WIDE = 110; // pixels, the longest scale bar

export class Pointer {
  constructor(figure, island, words) {
    Object.assign(this, { figure, island, words });
    const parts = ["[data-hint]", "[data-position]", "[data-scale]"];
    [this.box, this.place, this.scale] = parts.map((part) => figure.querySelector(part));
    this.place.hidden = this.scale.hidden = false;
    island.addEventListener("map-over", ({ detail }) => this.over(detail));
    island.addEventListener("map-moving", () => this.measure());
    this.measure();
  }

  over({ found, point, lngLat }) {
    this.island.map.getCanvasContainer().classList.toggle("over", Boolean(found));
    if (lngLat) this.place.textContent = position(lngLat.lng, lngLat.lat);
    if (!found || this.figure.classList.contains("outlining")) return this.hush();
    const layer = this.island.layers.get(found.layer), { properties } = found.feature;
    const name = properties[layer.title_field] ?? properties[layer.fallback_field] ?? layer.title;
    this.say(name, this.about(layer, found), point);
  }

  /** The value, the category or the unit of a feature, in words. */
  about({ style, values, codes, unit, decimals, missing, title_field: title }, { id, feature: { properties } }) {
    if (style.crowd && properties.crowd) return `${properties.crowd.toLocaleString("en-US")} ${this.words.many}`;
    if (style.kind === "choropleth") {
      const digits = { minimumFractionDigits: decimals, maximumFractionDigits: decimals };
      if (values?.[id] == null) return missing ?? this.words.no_data;
      return codes[values[id]] ?? `${values[id].toLocaleString("en-US", digits)} ${unit}`;
    }
    const category = style.categories?.find(({ value }) => value === properties[style.attribute]);
    return category?.title ?? (properties[title] === undefined ? "" : unit);
  }

  say(title, text = "", point = { x: this.island.clientWidth - 280, y: 24 }) {
    const { box, island } = this;
    box.replaceChildren(Object.assign(document.createElement("b"), { textContent: title }), text);
    box.hidden = false;
    const left = Math.max(8, Math.min(point.x + 14, island.clientWidth - box.offsetWidth - 8));
    box.style.transform = `translate(${left}px, ${Math.max(8, point.y - box.offsetHeight - 12)}px)`;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.hush(), 4000);
  }

  hush() { this.box.hidden = true; }

  measure() {
    const { map, clientHeight } = this.island, y = clientHeight / 2;
    const { metres, share } = roundLength(map.unproject([0, y]).distanceTo(map.unproject([WIDE, y])));
    this.scale.querySelector("i").style.width = `${Math.round(share * WIDE)}px`;
    const length = metres >= 1000 ? `${metres / 1000} ${this.words.km}` : `${metres} ${this.words.m}`;
    this.scale.querySelector("span").textContent = length;
  }
}
