// The editor's keys, and the way out of a statement that runs long: to leave the request ends it on the server.
for (const form of document.querySelectorAll("[data-ask]")) {
  const field = form.querySelector("textarea");
  const leave = form.querySelector("[data-leave]");
  const status = form.querySelector("[data-status]");
  const shown = (running) => {
    form.querySelector("[data-run]").disabled = running;
    leave.hidden = !running;
    status.textContent = running ? status.dataset.running : "";
  };
  field.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      form.requestSubmit();
    }
  });
  form.addEventListener("submit", () => shown(true));
  leave.addEventListener("click", () => {
    window.stop();
    shown(false);
    field.focus();
  });
  window.addEventListener("pageshow", () => shown(false));
}
