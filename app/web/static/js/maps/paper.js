// The map page on paper. What WebGL has drawn is not printed: a copy of it takes its place.
const island = document.querySelector("gis-map");

addEventListener("beforeprint", () => {
  if (!island.map) return;
  island.map.redraw(); // what was drawn is only there to be copied within the same task
  const running = island.map.getCanvas(), { width, height } = running;
  const copy = Object.assign(document.createElement("canvas"), { className: "printed", width, height });
  copy.getContext("2d").drawImage(running, 0, 0);
  island.append(copy);
});
addEventListener("afterprint", () => island.querySelector(".printed")?.remove());
