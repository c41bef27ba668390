// A ring of positions as a short text (encoded polyline, five decimals, latitude first), as gis/encoded.py reads it.
const SCALE = 1e5, OFFSET = 63, BITS = 5, MORE = 0x20;

function letters(step) {
  let left = step < 0 ? ~(step << 1) : step << 1, text = "";
  for (; left >= MORE; left >>= BITS) text += String.fromCharCode((MORE | (left & (MORE - 1))) + OFFSET);
  return text + String.fromCharCode(left + OFFSET);
}

/** @param positions [lon, lat] in degrees */
export function encode(positions) {
  let north = 0, east = 0, text = "";
  for (const [lon, lat] of positions) {
    const y = Math.round(lat * SCALE), x = Math.round(lon * SCALE);
    text += letters(y - north) + letters(x - east);
    [north, east] = [y, x];
  }
  return text;
}

/** @returns [lon, lat] in degrees; what cannot be read is left to the server, which says why. */
export function decode(text) {
  const steps = [];
  let held = 0, shift = 0;
  for (const letter of text) {
    const piece = letter.charCodeAt(0) - OFFSET;
    held |= (piece & (MORE - 1)) << shift;
    shift += BITS;
    if (piece >= MORE) continue;
    steps.push(held & 1 ? ~(held >> 1) : held >> 1);
    held = shift = 0;
  }
  let north = 0, east = 0;
  return Array.from({ length: steps.length >> 1 }, (_, n) => {
    north += steps[2 * n];
    east += steps[2 * n + 1];
    return [east / SCALE, north / SCALE];
  });
}
