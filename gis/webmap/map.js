// Draws one layer of the file and joins it to the names and the search. Every text becomes a text node.
const phaen = (function () {
  "use strict";
  const names = [], index = [], detailed = [];
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
    for (const [title, value] of said.rows) {
      const row = table.insertRow();
      const head = make("th", "", title);
      head.scope = "row";
      row.append(head, make("td", "", value));
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

  function bind(item, said) {
    item.bindTooltip(() => tooltip(said), { sticky: true, className: "tip" });
    item.bindPopup(() => popup(said), { maxWidth: 320 });
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
    for (const feature of data.features) if (feature.geometry) add(data, pane, drawn, feature, shapes, group);
    group.addLayer(shapes);
    if (data.marks) detailed.push({ group: group, shapes: shapes, zoom: data.shapes_zoom });
    if (data.label) for (const feature of data.features) name(data, feature.properties, group);
    return group;
  }

  function add(data, pane, drawn, feature, shapes, group) {
    drawn.clearLayers().addData(feature);
    const said = feature.properties;
    for (const item of drawn.getLayers()) {
      item.usual = data.looks[said.look];
      const marked = data.marks && item.setStyle ? icon(data, pane, said, said.spot) : circle(data, said);
      for (const each of marked ? [item, marked] : [item]) if (data.touch) bind(each, said);
      (item.setStyle ? shapes : group).addLayer(item);
      if (marked) group.addLayer(marked);
      index.push({ said: said, item: item, opens: marked || item, main: data.main, group: group });
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
    text.style.font = `${data.label.weight} ${data.label.size}px var(--font)`;
    text.style.color = data.label.colour;
    const icon = L.divIcon({ className: "name", html: text, iconSize: [0, 0] });
    names.push({ marker: L.marker(said.spot, { icon: icon, interactive: false, keyboard: false, pane: "names" }), zoom: data.label.zoom, rank: data.label.weight + data.label.size, group: group, text: text });
  }

  // The weightier names first; a name that would cover another waits for a closer zoom.
  function settle(map, taken) {
    for (const each of detailed) each.group[map.getZoom() >= each.zoom ? "addLayer" : "removeLayer"](each.shapes);
    for (const each of names) {
      const due = map.getZoom() >= each.zoom && map.hasLayer(each.group);
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

  // Tone marks and spaces are left out, so that a name is found however its marks were typed.
  const plain = (text) => text.toLowerCase().replace(/[\u0e47-\u0e4e\s.]/g, "");

  function show(map, found) {
    if (!map.hasLayer(found.group)) map.addLayer(found.group);
    if (found.item.getBounds) map.fitBounds(found.item.getBounds(), { paddingTopLeft: [innerWidth > 760 ? 340 : 40, 120], paddingBottomRight: [80, 60], maxZoom: map.getMaxZoom() - 1 });
    else map.setView(found.item.getLatLng(), map.getMaxZoom() - 1);
    found.opens.openPopup(found.said.spot || undefined);
  }

  function search(map, form) {
    const input = form.querySelector("input"), list = form.querySelector("ul"), none = form.querySelector("p");
    const fill = () => {
      const wanted = plain(input.value);
      const hits = wanted ? index.filter((e) => plain(e.said.title).includes(wanted) || e.said.id === input.value.trim()) : [];
      hits.sort((a, b) => plain(a.said.title).indexOf(wanted) - plain(b.said.title).indexOf(wanted) || b.main - a.main);
      list.replaceChildren(...hits.slice(0, 8).map((hit) => {
        const line = make("li"), button = make("button", "", hit.said.title);
        button.type = "button";
        button.append(make("small", "", hit.said.id));
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

  // The whole layer beside the panels of a wide window, below them in a narrow one.
  function fit(map, settings) {
    const [west, south, east, north] = settings.bounds, wide = innerWidth > 760;
    const side = document.querySelector(".side"), list = document.querySelector(".leaflet-control-layers");
    const left = wide ? side.offsetWidth + 24 : 12, top = wide ? 12 : side.offsetHeight + 20;
    const right = wide && list ? list.offsetWidth + 20 : 12;
    map.fitBounds([[south, west], [north, east]], { paddingTopLeft: [left, top], paddingBottomRight: [right, 12], animate: false });
  }

  function ready(map, settings) {
    names.sort((a, b) => b.rank - a.rank);
    const again = () => settle(map, []);
    map.on("zoomend overlayadd overlayremove", again);
    search(map, document.querySelector("form.find"));
    if (innerWidth <= 760) for (const part of document.querySelectorAll("details.legend")) part.open = false;
    fit(map, settings);
    again();
    document.documentElement.dataset.ready = "1";
  }

  return { layer, start, ready };
})();
