// Draws one layer of the file and joins it to the names and the search. Every text becomes a text node.
const phaen = (function () {
  "use strict";
  const names = [], index = [], detailed = [], WIDE = 960, FOLDED = 116;
  const make = (tag, className, text) => {
    const node = document.createElement(tag);
    if (className) node.className = className;
    if (text !== undefined) node.textContent = text;
    return node;
  };

  function popup(said) {
    const box = make("div", "said");
    box.append(make("h2", "", said.title));
    const table = make("table");
    for (const [title, value, lang] of said.rows) {
      const row = table.insertRow();
      const head = make("th", "", title), cell = make("td", "", value);
      head.scope = "row";
      if (lang) cell.lang = lang;
      row.append(head, cell);
    }
    box.append(table);
    return box;
  }

  function tooltip(said) {
    const box = make("div", "");
    box.append(make("b", "", said.title));
    if (said.brief) box.append(make("span", "", said.brief));
    return box;
  }

  const mark = (data, look) => L.divIcon({
    className: "mark", iconSize: [data.marks.size, data.marks.size],
    html: `<svg viewBox="-16 -16 32 32" aria-hidden="true">${data.marks.shapes[look]}</svg>`,
  });

  // Beside the panels of a wide window, below them in a narrow one.
  const room = (map) => (innerWidth > 760
    ? { maxWidth: 320, autoPanPaddingTopLeft: [300, 12] }
    : { maxWidth: 260, maxHeight: Math.max(140, map.getSize().y - FOLDED - 50), autoPanPaddingTopLeft: [8, FOLDED] });

  function bind(map, item, said) {
    item.bindTooltip(() => tooltip(said), { sticky: true, className: "tip" });
    item.bindPopup(() => popup(said), room(map));
    if (!item.setStyle) return;
    item.on("popupopen", () => item.setStyle({ color: "#12161a", weight: 3 }).bringToFront());
    item.on("popupclose", () => item.setStyle(item.usual));
  }

  function layer(map, data) {
    const pane = "layer" + data.place;
    Object.assign(map.createPane(pane).style, { zIndex: (data.marks ? 520 : 400) + data.order, opacity: data.opacity });
    const group = L.featureGroup(), shapes = L.featureGroup();
    if (data.ground) land(map, data, group);
    const drawn = L.geoJSON(null, {
      pane: pane, interactive: data.touch, smoothFactor: 0.6,
      style: (feature) => data.looks[feature.properties.look],
      pointToLayer: (feature, at) => icon(data, pane, feature.properties, at),
    });
    if (data.circle) data.features.sort((one, other) => other.properties.radius - one.properties.radius);
    for (const feature of data.features) if (feature.geometry) add(map, data, pane, drawn, feature, shapes, group);
    group.addLayer(shapes);
    if (data.marks) detailed.push({ group: group, shapes: shapes, zoom: data.shapes_zoom });
    if (data.label) for (const feature of data.features) name(data, feature.properties, group);
    return group;
  }

  function add(map, data, pane, drawn, feature, shapes, group) {
    drawn.clearLayers().addData(feature);
    const said = feature.properties;
    for (const item of drawn.getLayers()) {
      item.usual = data.looks[said.look];
      const marked = data.marks && item.setStyle ? icon(data, pane, said, said.spot) : circle(data, said);
      for (const each of marked ? [item, marked] : [item]) if (data.touch) bind(map, each, said);
      (item.setStyle ? shapes : group).addLayer(item);
      if (marked) group.addLayer(marked);
      index.push({ said: said, item: item, opens: marked || item, data: data, group: group });
    }
  }

  // Circles lie above all areas of their layer, the greatest lowest.
  function circle(data, said) {
    if (!said.radius || !said.spot) return null;
    const look = { radius: said.radius, color: "#fff", weight: 1, fillColor: data.circle, fillOpacity: 0.8, pane: "markerPane" };
    return Object.assign(L.circleMarker(said.spot, look), { usual: look });
  }

  function icon(data, pane, said, at) {
    const marker = L.marker(at, {
      icon: mark(data, said.look), pane: pane, alt: said.title, interactive: data.touch, zIndexOffset: -1000 * said.look,
    });
    const spoken = said.brief ? said.title + " " + said.brief : said.title;
    return marker.on("add", () => marker.getElement().setAttribute("aria-label", spoken));
  }

  function land(map, data, group) {
    map.createPane("land").style.zIndex = 390;
    const look = { stroke: false, fillColor: data.ground, fillOpacity: 1 };
    for (const feature of data.features) group.addLayer(L.geoJSON(feature, { pane: "land", interactive: false, style: look }));
  }

  function name(data, said, group) {
    if (!said.spot || !said.named) return;
    const text = make("span", data.marks ? "beside" : "", said.title);
    text.style.font = `${data.label.weight} calc(${data.label.size}px * var(--names)) var(--font)`;
    text.style.color = data.label.colour;
    const icon = L.divIcon({ className: "name", html: text, iconSize: [0, 0] });
    const marker = L.marker(said.spot, { icon: icon, interactive: false, keyboard: false, pane: "names" });
    names.push({ marker: marker, zoom: data.label.zoom, rank: data.label.weight + data.label.size, room: said.room, group: group, text: text });
  }

  // The weightier names first, of those alike that of the larger area; a name that would cover another waits for a closer zoom.
  // A narrow window opens farther away, and shows the names that a wide one opens with, as far as they fit.
  function settle(map, taken) {
    const farther = Math.max(0, Math.log2(WIDE / innerWidth));
    for (const each of detailed) each.group[map.getZoom() >= each.zoom ? "addLayer" : "removeLayer"](each.shapes);
    for (const each of names) {
      const due = map.getZoom() >= each.zoom - farther && map.hasLayer(each.group);
      if (due) each.marker.addTo(map); else each.marker.remove();
      each.text.hidden = !due;
    }
    for (const each of names.filter((n) => !n.text.hidden)) {
      const r = each.text.getBoundingClientRect();
      const hit = taken.some((t) => r.left < t.right && t.left < r.right && r.top < t.bottom && t.top < r.bottom);
      each.text.classList.toggle("waits", hit);
      if (!hit) taken.push(r);
    }
  }

  // Tone marks, spaces and hyphens are left out and Thai digits read as Arabic: a name or code is found however it was typed.
  const plain = (text) => text.toLowerCase().replace(/[\u0e47-\u0e4e\s.-]/g, "")
    .replace(/[\u0e50-\u0e59]/g, (digit) => digit.charCodeAt(0) - 0xe50);

  // What has a code is one thing under its title, however many shapes and layers show it; anything else is one feature.
  const thing = ({ said, data }) => JSON.stringify(said.codes.length ? [said.title, said.codes] : [data.place, said.id]);
  const weight = ({ data }) => 2 * data.main + data.touch;

  // Each thing with the layer in which it is opened: the one that the file is about, else one that answers.
  function things() {
    const found = new Map();
    for (const entry of index) {
      const held = found.get(thing(entry));
      if (!held || weight(entry) > weight(held)) found.set(thing(entry), { ...entry, items: [entry.item] });
      else if (held.data === entry.data) held.items.push(entry.item);
    }
    return [...found.values()].map((each) => ({ ...each, names: [each.said.title, ...each.said.codes].map(plain) }));
  }

  // What is called so comes first, then what begins so; the layer that the file is about before others.
  const near = ({ names }, wanted) => Math.min(
    ...names.filter((name) => name.includes(wanted)).map((name) => (name === wanted ? -1 : name.indexOf(wanted))),
  );

  // Moved at once: a view still on its way would take the popup out of sight again.
  function show(map, found) {
    if (!map.hasLayer(found.group)) map.addLayer(found.group);
    const closest = map.getMaxZoom() - 1, padding = { paddingTopLeft: [innerWidth > 760 ? 340 : 40, 120], paddingBottomRight: [80, 60] };
    const bounds = L.featureGroup(found.items).getBounds();
    if (found.items.length > 1 || found.item.getBounds) map.fitBounds(bounds, { ...padding, maxZoom: closest, animate: false });
    else map.setView(found.item.getLatLng(), closest, { animate: false });
    found.opens.openPopup(found.said.spot || undefined);
  }

  // The codes of a hit, and its layer where another layer has something of the same title.
  function beside(hit, hits) {
    const isShared = hits.some((other) => other.said.title === hit.said.title && other.data !== hit.data);
    return [...hit.said.codes, ...(isShared ? [hit.data.title] : [])].join(" · ");
  }

  function search(map, form) {
    const input = form.querySelector("input"), list = form.querySelector("ul"), none = form.querySelector("p");
    const all = things();
    const fill = () => {
      const wanted = plain(input.value);
      const hits = wanted ? all.filter((each) => each.names.some((name) => name.includes(wanted))) : [];
      hits.sort((a, b) => near(a, wanted) - near(b, wanted) || b.data.main - a.data.main);
      list.replaceChildren(...hits.slice(0, 8).map((hit) => {
        const line = make("li"), button = make("button", "", hit.said.title), said = beside(hit, hits);
        button.type = "button";
        if (said) button.append(make("small", "", said));
        button.addEventListener("click", () => { list.replaceChildren(); input.value = hit.said.title; show(map, hit); });
        line.append(button);
        return line;
      }));
      none.hidden = !wanted || hits.length > 0;
    };
    input.addEventListener("input", fill);
    form.addEventListener("keydown", (event) => { if (event.key === "Escape") { list.replaceChildren(); none.hidden = true; input.focus(); } });
    form.addEventListener("submit", (event) => { event.preventDefault(); fill(); list.querySelector("button")?.click(); });
  }

  // Thai digits in whatever is read, also in what is written later; terms with Latin letters and what is in English keep theirs.
  function readInThai() {
    const run = /[!-~]*[A-Za-z][!-~]*|[0-9]+/g, thai = (digit) => String.fromCharCode(0xe50 + Number(digit));
    const told = (words) => words.replace(run, (part) => (/[A-Za-z]/.test(part) ? part : part.replace(/\d/g, thai)));
    const change = (node) => {
      const words = told(node.data);
      if (words !== node.data && !node.parentElement?.closest("script, style, [lang=en]")) node.data = words;
    };
    const within = (root) => {
      const walk = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
      for (let node = walk.currentNode; node; node = walk.nextNode()) if (node.nodeType === Node.TEXT_NODE) change(node);
    };
    within(document.body);
    new MutationObserver((seen) => {
      for (const { target, addedNodes } of seen) for (const root of addedNodes.length ? addedNodes : [target]) within(root);
    }).observe(document.body, { childList: true, characterData: true, subtree: true });
  }

  function start(map, settings) {
    map.createPane("names").style.zIndex = 690;
    map.getPane("names").style.pointerEvents = "none";
    map.getContainer().setAttribute("role", "region");
    map.getContainer().setAttribute("aria-label", settings.title);
    const Scale = L.Control.Scale.extend({
      _updateMetric: function (longest) {
        const metres = this._getRoundNum(longest);
        this._updateScale(this._mScale, metres < 1000 ? metres + settings.metres : metres / 1000 + settings.kilometres, metres / longest);
      },
    });
    new Scale({ imperial: false, maxWidth: 110, position: "bottomright" }).addTo(map);
    L.control.zoom({ position: "bottomright", zoomInTitle: settings.zoom_in, zoomOutTitle: settings.zoom_out }).addTo(map);
    fit(map, settings);
  }

  // The view beside the panels of a wide window; in a narrow one below them what it shows, for it has no room for its edges.
  function fit(map, settings) {
    const wide = innerWidth > 760, [west, south, east, north] = wide ? settings.bounds : settings.within;
    const side = document.querySelector(".side"), list = document.querySelector(".leaflet-control-layers");
    const left = wide ? side.offsetWidth + 24 : 12, top = wide ? 12 : side.offsetHeight + 20;
    const right = wide && list ? list.offsetWidth + 20 : 12;
    map.fitBounds([[south, west], [north, east]], { paddingTopLeft: [left, top], paddingBottomRight: [right, 12], animate: false });
  }

  function ready(map, settings) {
    names.sort((a, b) => b.rank - a.rank || b.room - a.room);
    const again = () => settle(map, []);
    map.on("zoomend overlayadd overlayremove", again);
    if (settings.thai_digits) readInThai();
    search(map, document.querySelector("form.find"));
    if (innerWidth <= 760) for (const part of document.querySelectorAll("details.legend")) part.open = false;
    fit(map, settings);
    again();
    document.documentElement.dataset.ready = "1";
  }

  return { layer, start, ready };
})();
