// The slider of the ceiling: draws the line anew without asking the server. Without this module the form does the same.
const form = document.querySelector("form.ceiling");
const slide = document.querySelector("#slide");
const field = document.querySelector("#ceiling");
const rows = [...document.querySelectorAll("tr[data-cumulative]")];
const SATANG = 100;

function written(satang) {
  return (satang / SATANG).toLocaleString("en-US", { minimumFractionDigits: 2, maximumFractionDigits: 2 });
}

function draw(satang) {
  const sides = { Y1: [0, 0], Y2: [0, 0] };
  for (const row of rows) {
    const tier = Number(row.dataset.cumulative) <= satang ? "Y1" : "Y2";
    row.className = tier;
    row.querySelector(".tier").textContent = tier;
    sides[tier][0] += 1;
    sides[tier][1] += Number(row.dataset.requested);
  }
  for (const [tier, [count, sum]] of Object.entries(sides)) {
    document.querySelector(`[data-count="${tier}"]`).textContent = count;
    document.querySelector(`[data-sum="${tier}"]`).textContent = written(sum);
  }
}

if (form && slide && field) {
  slide.disabled = false;
  slide.addEventListener("input", () => {
    field.value = written(slide.value * SATANG);
    draw(slide.value * SATANG);
  });
  field.addEventListener("change", () => {
    const baht = Number(field.value.replaceAll(",", ""));
    if (!Number.isFinite(baht) || baht < 0) return;
    slide.value = baht;
    draw(Math.round(baht * SATANG));
  });
}
