// How long and how large what is drawn is, on the ellipsoid (WGS 84) as the server measures it.
import { crosses } from "./crossing.js";

const A = 6378137, F = 1 / 298.257223563, E2 = F * (2 - F), E = Math.sqrt(E2);
const SQM_PER_WAH = 4, WAH_PER_NGAN = 100, WAH_PER_RAI = 400;
const rad = (degrees) => (degrees * Math.PI) / 180;

/** Metres along [lon, lat] points: each part by the radii of curvature in its middle. */
export function length(points) {
  return points.slice(1).reduce((sum, [lon, lat], before) => {
    const [lon0, lat0] = points[before], middle = rad((lat + lat0) / 2), w = 1 - E2 * Math.sin(middle) ** 2;
    const north = ((A * (1 - E2)) / w ** 1.5) * rad(lat - lat0), east = (A / Math.sqrt(w)) * Math.cos(middle) * rad(lon - lon0);
    return sum + Math.hypot(north, east);
  }, 0);
}

/** The ordinate of the equal-area cylinder at a latitude (Snyder 1987, eq. 3-12). */
function ordinate(lat) {
  const s = Math.sin(rad(lat));
  return (A * (1 - E2) * (s / (1 - E2 * s * s) - Math.log((1 - E * s) / (1 + E * s)) / (2 * E))) / 2;
}

/** Square metres between [lon, lat] corners. */
export function area(corners) {
  const [lon0, y0] = [corners[0][0], ordinate(corners[0][1])];
  const flat = corners.map(([lon, lat]) => [A * rad(lon - lon0), ordinate(lat) - y0]);
  const twice = flat.reduce((sum, [x, y], at) => { const [u, v] = flat[(at + 1) % flat.length]; return sum + x * v - u * y; }, 0);
  return Math.abs(twice) / 2;
}

const told = (value, digits) => value.toLocaleString("en", { minimumFractionDigits: digits, maximumFractionDigits: digits });

/** Rai, ngan and square wah, rounded to the whole wah. */
function rai(sqm, th) {
  const wah = Math.round(sqm / SQM_PER_WAH), parts = [Math.floor(wah / WAH_PER_RAI), Math.floor((wah % WAH_PER_RAI) / WAH_PER_NGAN), wah % WAH_PER_NGAN];
  const units = th ? ["ไร่", "งาน", "ตร.วา"] : ["rai", "ngan", "sq wah"];
  return parts.map((part, at) => `${told(part, 0)} ${units[at]}`).join(" ");
}

/** What is said of a line that becomes an area: nothing of one point, no size where the edges cross. */
export function measured(corners) {
  if (corners.length < 2) return "";
  const th = document.documentElement.lang === "th", km = (points) => `${told(length(points) / 1000, 2)} ${th ? "กม." : "km"}`;
  if (corners.length < 3) return `${th ? "ยาว" : "Length"} ${km(corners)}`;
  const round = `${th ? "เส้นรอบรูป" : "Perimeter"} ${km([...corners, corners[0]])}`, sqm = area(corners);
  if (crosses(corners, true)) return round;
  return `${round} · ${th ? "พื้นที่" : "area"} ${told(sqm / 1e6, 2)} ${th ? "ตร.กม." : "km²"} (${rai(sqm, th)})`;
}
