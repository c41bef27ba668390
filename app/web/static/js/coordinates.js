// Positions as people read them: degrees, and UTM on WGS 84 (EPSG:32647 west of 102° E, EPSG:32648 east of it).

const A = 6378137, F = 1 / 298.257223563, K0 = 0.9996;
const E2 = F * (2 - F), EP2 = E2 / (1 - E2);

/** Easting and northing in metres in the UTM zone of the longitude; within a metre in the zone (Snyder 1987, 8-9 … 8-15). */
export function utm(lon, lat) {
  const zone = Math.floor((lon + 180) / 6) + 1;
  const phi = (lat * Math.PI) / 180;
  const n = A / Math.sqrt(1 - E2 * Math.sin(phi) ** 2);
  const t = Math.tan(phi) ** 2, c = EP2 * Math.cos(phi) ** 2;
  const a = (((lon - (zone * 6 - 183)) * Math.PI) / 180) * Math.cos(phi);
  const m = A * ((1 - E2 / 4 - (3 * E2 ** 2) / 64 - (5 * E2 ** 3) / 256) * phi
    - ((3 * E2) / 8 + (3 * E2 ** 2) / 32 + (45 * E2 ** 3) / 1024) * Math.sin(2 * phi)
    + ((15 * E2 ** 2) / 256 + (45 * E2 ** 3) / 1024) * Math.sin(4 * phi)
    - ((35 * E2 ** 3) / 3072) * Math.sin(6 * phi));
  const easting = K0 * n * (a + ((1 - t + c) * a ** 3) / 6 + ((5 - 18 * t + t ** 2 + 72 * c - 58 * EP2) * a ** 5) / 120) + 500000;
  const northing = K0 * (m + n * Math.tan(phi) * (a ** 2 / 2 + ((5 - t + 9 * c + 4 * c ** 2) * a ** 4) / 24 + ((61 - 58 * t + t ** 2 + 600 * c - 330 * EP2) * a ** 6) / 720));
  return { zone, easting, northing };
}

export function position(lon, lat) {
  const { zone, easting, northing } = utm(lon, lat);
  const metres = (value) => Math.round(value).toLocaleString("en-US");
  return `UTM ${zone}N · ${metres(easting)} E · ${metres(northing)} N · ${lat.toFixed(5)}, ${lon.toFixed(5)}`;
}

/** A round length that fits into `pixels`: { metres, share }, share being its part of `pixels`. */
export function roundLength(metresWide) {
  const power = 10 ** Math.floor(Math.log10(metresWide));
  const metres = [5, 2, 1].map((k) => k * power).find((length) => length <= metresWide);
  return { metres, share: metres / metresWide };
}
