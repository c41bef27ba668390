// What must hold of every screen, asked in the page itself (docs/accessibility.md numbers it). Each answers with its faults.
(() => {
  const STOPS = "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex='0']";
  const CONTROLS = "button, input:not([type=hidden], [type=range]), select, textarea, summary, nav a, a.btn";
  const THAI = /[\u0e01-\u0e5b]/;
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const box = (e) => e.getBoundingClientRect();
  const look = (e) => getComputedStyle(e);
  const isShown = (e) => e.checkVisibility({ visibilityProperty: true, contentVisibilityAuto: true }) && !e.disabled && !e.closest("[inert]");
  const isUnseen = (e) => { const { width, height } = box(e); return width <= 1 || height <= 1 || look(e).opacity === "0"; };
  const named = (e) => `${e.tagName.toLowerCase()}${e.id && `#${e.id}`} "${(e.ariaLabel || e.textContent || e.name || "").trim().slice(0, 30)}"`;
  const stops = () => all(STOPS).filter((e) => isShown(e) && e.tabIndex >= 0);

  /* ---------- 2 maps have names, in the language of the page ---------- */

  function maps() {
    if (document.documentElement.lang !== "th") return [];
    const pictures = all("gis-map canvas, site-map canvas, figure.map, svg[role=img], svg.svgmap:not([aria-hidden])").filter(isShown);
    const name = (e) => e.ariaLabel || all(":scope > title", e).map((t) => t.textContent).join("") || (e.ariaLabelledByElements ?? []).map((l) => l.textContent).join("");
    const nameless = pictures.filter((e) => !THAI.test(name(e))).map((e) => `${named(e)} has no Thai name`);
    const said = all("[aria-label], [title], [alt], [placeholder], [aria-roledescription], [aria-valuetext]").flatMap((e) =>
      ["aria-label", "title", "alt", "placeholder", "aria-roledescription", "aria-valuetext"].map((one) => [e, one, e.getAttribute(one) ?? ""]));
    const foreign = said.filter(([e, , words]) => isEnglish(words) && !e.closest("[lang=en]")).map(([e, one, words]) => `${named(e)} ${one}="${words}"`);
    return [...nameless, ...foreign];
  }

  /* ---------- 3 the focus: seen, strong enough, under nothing ---------- */

  const channel = (value) => (value <= 0.03928 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);
  const parts = (colour) => (colour.match(/[\d.]+/g) ?? []).map(Number);
  const brightness = (colour) => { const [r, g, b] = parts(colour).map((v) => channel(v / 255)); return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
  const contrast = (one, other) => { const [low, high] = [brightness(one), brightness(other)].sort((x, y) => x - y); return (high + 0.05) / (low + 0.05); };
  const behind = (e) => { for (let at = e; at; at = at.parentElement) { const c = look(at).backgroundColor; if ((parts(c)[3] ?? 1) > 0.5) return c; } return "rgb(255, 255, 255)"; };
  /** What shows the focus of something that is drawn by its label or its neighbour. */
  const bearer = (e) => (isUnseen(e) ? e.nextElementSibling ?? e.labels?.[0] ?? e : e);

  function ring(e) {
    const { outlineStyle, outlineWidth, outlineColor, outlineOffset } = look(e), wide = parseFloat(outlineWidth);
    if (outlineStyle === "none" || wide < 2) return [`${named(e)} shows its focus by ${outlineStyle} ${outlineWidth}`];
    const ground = behind(parseFloat(outlineOffset) < 0 ? e : e.parentElement), found = contrast(outlineColor, ground);
    return found < 3 ? [`${named(e)} shows its focus at ${found.toFixed(1)}:1`] : [];
  }

  /** 2.4.11: a part of what is focused can be seen, nothing lies over all of it, and it is in the window. */
  function covered(e) {
    const { left, right, top, bottom } = box(e), [x0, x1] = [Math.max(left, 0), Math.min(right, innerWidth)];
    const [y0, y1] = [Math.max(top, 0), Math.min(bottom, innerHeight)];
    if (x1 <= x0 || y1 <= y0) return [`${named(e)} is out of sight when it is focused`];
    const spots = [[.5, .5], [.1, .2], [.9, .2], [.1, .8], [.9, .8]].map(([x, y]) => [x0 + x * (x1 - x0), y0 + y * (y1 - y0)]);
    const seen = spots.some(([x, y]) => { const top = document.elementFromPoint(x, y); return top && (e.contains(top) || top.contains(e) && look(top).position === "static" || e.labels?.[0]?.contains(top)); });
    return seen ? [] : [`${named(e)} lies under ${named(document.elementFromPoint(...spots[0]) ?? document.body)} when it is focused`];
  }

  function focus() {
    const faults = [];
    for (const e of stops()) {
      e.focus({ focusVisible: true });
      if (document.activeElement !== e) continue;
      const bears = bearer(e);
      faults.push(...ring(bears), ...covered(bears));
    }
    document.activeElement?.blur();
    scrollTo(0, 0);
    return faults;
  }

  const here = () => (document.activeElement === document.body ? [] : covered(bearer(document.activeElement)));

  /* ---------- 7 targets ---------- */

  const isInSentence = (e) => e.matches("a") && look(e).display === "inline" && e.parentElement.innerText.trim().length > e.innerText.trim().length + 1;
  /** What a finger may hit: a box to tick with its label. */
  function target(e) {
    const boxes = [e, ...(e.matches("[type=checkbox], [type=radio], [type=file]") ? e.labels ?? [] : [])].map(box);
    const [left, top] = ["left", "top"].map((side) => Math.min(...boxes.map((b) => b[side])));
    const [right, bottom] = ["right", "bottom"].map((side) => Math.max(...boxes.map((b) => b[side])));
    return { e, left, top, right, bottom, width: right - left, height: bottom - top, x: (left + right) / 2, y: (top + bottom) / 2 };
  }
  /** What a target scrolls with: two that do not scroll together lie beside each other by chance. */
  const scroller = (e) => { for (let at = e.parentElement; at; at = at.parentElement) if (/auto|scroll/.test(look(at).overflow)) return at; return null; };
  const away = (one, other) => Math.hypot(Math.max(other.left - one.x, one.x - other.right, 0), Math.max(other.top - one.y, one.y - other.bottom, 0));

  /** 2.5.8: 24 px each way, or a circle of 24 px that reaches no other target. */
  function targets() {
    const found = stops().filter((e) => !isUnseen(e) || e.labels?.length).map(target), isSmall = ({ width, height }) => Math.min(width, height) < 23.5;
    const near = (one) => found.find((other) => other.e !== one.e && !other.e.contains(one.e) && !one.e.contains(other.e) && scroller(one.e) === scroller(other.e)
      && (isSmall(other) ? Math.hypot(other.x - one.x, other.y - one.y) < 23.5 : away(one, other) < 11.5));
    return found.filter((one) => isSmall(one) && !isInSentence(one.e)).flatMap((one) => {
      const other = near(one);
      return other ? [`${named(one.e)} is ${one.width.toFixed()}×${one.height.toFixed()} px beside ${named(other.e)}`] : [];
    });
  }

  /** 2.5.5 for controls where fingers are used: 44 px high, and as wide unless their words are shorter. */
  function fingers() {
    return all(CONTROLS).filter((e) => isShown(e) && (!isUnseen(e) || e.labels?.length)).map(target)
      .filter(({ e, width, height }) => !isInSentence(e) && (height < 43.5 || width < 43.5))
      .map(({ e, width, height }) => `${named(e)} is ${width.toFixed()}×${height.toFixed()} px`);
  }

  /* ---------- 10 reflow and spacing ---------- */

  const SPACED = "* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important } p { margin-bottom: 2em !important }";
  const holdsText = (e) => [...e.childNodes].some((n) => n.nodeType === 3 && n.data.trim());
  const cut = () => new Set(all("body *").filter((e) => holdsText(e) && isShown(e) && !isUnseen(e) && /hidden|clip/.test(look(e).overflow) && (e.scrollWidth > e.clientWidth + 1 || e.scrollHeight > e.clientHeight + 1)));

  function over() {
    if (document.documentElement.scrollWidth <= innerWidth) return [];
    const wide = all("main *").filter((e) => box(e).right > innerWidth + 1 && !e.closest(".wide-table")).slice(0, 3);
    return [`runs over at ${innerWidth}: ${wide.map(named).join(", ")}`];
  }

  /** Words that are cut stand whole in another place of the page, as the name of who has signed in does in his menu. */
  const isElsewhere = (e) => document.body.textContent.split(e.textContent.trim()).length > 2;

  function spacing() {
    const before = cut(), sheet = new CSSStyleSheet();
    sheet.replaceSync(SPACED);
    document.adoptedStyleSheets.push(sheet);
    const faults = [...[...cut()].filter((e) => !before.has(e) && !isElsewhere(e)).map((e) => `${named(e)} is cut when spaced`), ...over().map((one) => `spaced, it ${one}`)];
    document.adoptedStyleSheets.pop();
    return faults;
  }

  /* ---------- 14 languages ---------- */

  /** A phrase, not a term or a name: three words in a row, the last two in small letters. */
  const isEnglish = (words) => !THAI.test(words) && /[A-Za-z]{2,}[ ,]+[a-z]{2,}[ ,]+[a-z]{2,}/.test(words);

  function languages() {
    if (document.documentElement.lang !== "th") return ["the page is not in Thai"];
    const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), faults = [];
    for (let at = walk.nextNode(); at; at = walk.nextNode()) {
      const e = at.parentElement;
      if (isEnglish(at.data) && !e.closest("[lang=en], code, pre, kbd, samp, script, style, template, noscript, textarea")) faults.push(`not marked as English: "${at.data.trim().slice(0, 60)}"`);
    }
    return faults;
  }

  window.screens = { maps, focus, here, targets, fingers, over, spacing, languages };
})();
