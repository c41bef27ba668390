// A map that is never tilted shows no sky. MapLibre draws one all the same, over every pixel of every frame.

/** Spares the map the drawing of its sky, which on software GL takes a fifth of a frame. */
export function skyless({ style }) {
  // MapLibre has no setting for it; a frame without an evaluated sky is what it draws before a style has come.
  if (style?.sky?.getEvaluated) style.sky.getEvaluated = () => undefined;
}
