// The form of a shape: what is drawn on the map fills the field of the GeoJSON. Without this module it is pasted or typed.
import { drawingOn } from "./drawing.js";

drawingOn(document.querySelector("site-map"), document.getElementById("shape"), () => {}, "area").start();
