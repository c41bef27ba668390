// On the first page of monitoring: reports that wait on this device are told, and sent when the connection is there.
import { forget, keep, send, waiting } from "./drafts.js";

const box = document.getElementById("unsent");
let busy = false;

async function work() {
  if (!box || busy) return;
  busy = true;
  const { account, token, kept, sent } = box.dataset;
  const drafts = await waiting(account);
  let done = 0;
  for (const draft of drafts) {
    const answer = await send(draft, token);
    if (answer.done) {
      await forget(draft.id);
      done += 1;
    } else if (answer.refused) await keep({ ...draft, state: "draft" });
  }
  const left = drafts.length - done;
  if (drafts.length) {
    box.hidden = false;
    box.textContent = left ? kept.replace("{n}", String(left)) : sent;
  }
  busy = false;
}

addEventListener("online", work);
document.addEventListener("visibilitychange", () => document.hidden || work());
work();
