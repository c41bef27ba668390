// The map moved by single presses, a third of what is seen each time: what dragging does.
const WAYS = { north: [0, -1], south: [0, 1], west: [-1, 0], east: [1, 0] };
const island = document.querySelector("gis-map");

document.querySelector(".pan").addEventListener("click", ({ target }) => {
  const [x, y] = WAYS[target.closest("[data-pan]")?.dataset.pan] ?? [];
  if (x !== undefined) island.map.panBy([(x * island.clientWidth) / 3, (y * island.clientHeight) / 3]);
});
