// A photo made small enough for a bad line. What the camera wrote (time, position) goes along: the service reads it, and
// takes it out of what it publishes.

const LONGEST_SIDE = 1600;
const SMALL = 600_000;
const QUALITY = 0.82;

/** The photo, at most 1600 pixels long; one that is small already, or that cannot be drawn here, stays as it is. */
export async function small(file) {
  if (file.size <= SMALL) return file;
  try {
    const image = await createImageBitmap(file);
    const scale = Math.min(1, LONGEST_SIDE / Math.max(image.width, image.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(image.width * scale);
    canvas.height = Math.round(image.height * scale);
    canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
    image.close();
    const drawn = await new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", QUALITY));
    const written = exifOf(new Uint8Array(await file.arrayBuffer()));
    const parts = written ? [drawn.slice(0, 2), written, drawn.slice(2)] : [drawn];
    return new Blob(parts, { type: "image/jpeg" });
  } catch {
    return file;
  }
}

/** The Exif segment of a JPEG with its orientation made upright, since the drawn photo stands upright; null without one. */
function exifOf(bytes) {
  if (bytes[0] !== 0xff || bytes[1] !== 0xd8) return null;
  for (let at = 2; at + 4 < bytes.length && bytes[at] === 0xff && bytes[at + 1] !== 0xda; ) {
    const length = (bytes[at + 2] << 8) | bytes[at + 3];
    if (bytes[at + 1] === 0xe1 && String.fromCharCode(...bytes.slice(at + 4, at + 8)) === "Exif") {
      const segment = bytes.slice(at, at + 2 + length);
      turnUpright(new DataView(segment.buffer, 10));
      return segment;
    }
    at += 2 + length;
  }
  return null;
}

function turnUpright(tiff) {
  const little = tiff.getUint16(0) === 0x4949;
  const directory = tiff.getUint32(4, little);
  const count = tiff.getUint16(directory, little);
  for (let n = 0; n < count; n++) {
    const entry = directory + 2 + n * 12;
    if (tiff.getUint16(entry, little) === 0x0112) tiff.setUint16(entry + 8, 1, little);
  }
}
