// The page of an export that is being made tells how far it is, and opens anew when it has ended.
const going = document.querySelector("[data-export]");

async function look() {
  const answer = await fetch(going.dataset.export, { headers: { Accept: "application/json" } });
  if (!answer.ok) return;
  const told = await answer.json();
  if (told.state !== "waiting" && told.state !== "running") {
    location.reload();
    return;
  }
  const bar = going.querySelector("progress");
  if (bar === null && told.rows_total) {
    location.reload();
  } else if (bar !== null && told.rows_total) {
    const words = going.querySelector("[data-rows]");
    bar.max = told.rows_total;
    bar.value = told.rows_done;
    words.textContent = words.textContent.replace(/^.* \/ \S+/, `${told.rows_done.toLocaleString("en")} / ${told.rows_total.toLocaleString("en")}`);
  }
}

if (going) setInterval(look, 2000);
