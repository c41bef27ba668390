// The pictures that the map draws with, and the colours of the page for it.

export const token = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

/** Gives the map the hatching of "no data" and the marks of the legend. */
export async function addImages(map) {
  map.addImage("no-data", hatch(), { pixelRatio: 2 });
  const marks = [...document.querySelectorAll("[data-mark]")];
  const pictures = await Promise.all(marks.map((mark) => picture(mark.querySelector("svg"))));
  marks.forEach(({ dataset: { mark } }, index) => map.addImage(mark, pictures[index], { pixelRatio: 2 }));
}

/** Diagonal lines on white: "no data". */
function hatch() {
  const size = 16, canvas = Object.assign(document.createElement("canvas"), { width: size, height: size });
  const pen = canvas.getContext("2d");
  pen.fillStyle = "#fff";
  pen.fillRect(0, 0, size, size);
  pen.strokeStyle = token("--nodata-ink");
  pen.lineWidth = 2.6;
  for (const start of [-size, 0, size]) {
    pen.beginPath();
    pen.moveTo(start, size);
    pen.lineTo(start + size, 0);
    pen.stroke();
  }
  return pen.getImageData(0, 0, size, size);
}

/** The mark of the legend as an image. */
async function picture(svg) {
  const copy = svg.cloneNode(true), image = new Image();
  const attributes = { xmlns: "http://www.w3.org/2000/svg", width: 64, height: 64 };
  for (const [name, value] of Object.entries(attributes)) copy.setAttribute(name, value);
  image.src = `data:image/svg+xml;utf8,${encodeURIComponent(copy.outerHTML)}`;
  await image.decode();
  return image;
}
