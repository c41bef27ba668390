// The manual shows the tour again to whoever asks.
import { remember } from "./offer.js";

const button = document.querySelector("[data-again]");
button.hidden = false;
button.addEventListener("click", () => location.assign(remember("begin") ? "/maps" : "#tour"));
