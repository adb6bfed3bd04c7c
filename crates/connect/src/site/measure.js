// Measures what can be pressed, and writes it into the page.
(() => {
  const numbers = (text) => (text.match(/[\d.]+/g) || []).map(Number);
  const light = (colour) => {
    const [r, g, b] = colour.map((part) => {
      const share = part / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const over = (top, under, alpha) => top.map((part, at) => part * alpha + under[at] * (1 - alpha));
  // The colour behind an element; null where a picture stands there.
  const behind = (element) => {
    const layers = [];
    for (let at = element; at; at = at.parentElement) {
      const style = getComputedStyle(at);
      if (style.backgroundImage !== "none") return null;
      const [r, g, b, alpha = 1] = numbers(style.backgroundColor);
      layers.push([[r, g, b], alpha]);
      if (alpha === 1) break;
    }
    return layers.reverse().reduce((under, [colour, alpha]) => over(colour, under, alpha), [255, 255, 255]);
  };
  const contrast = (element) => {
    const under = behind(element);
    if (!under) return null;
    const [r, g, b, alpha = 1] = numbers(getComputedStyle(element).color);
    const [a, c] = [light(over([r, g, b], under, alpha)), light(under)];
    return Math.round(((Math.max(a, c) + 0.05) / (Math.min(a, c) + 0.05)) * 100) / 100;
  };
  const looks = (element) => {
    const style = getComputedStyle(element);
    return [style.outlineStyle, style.outlineWidth, style.outlineColor, style.boxShadow, style.borderColor,
      style.backgroundColor, style.color, style.textDecorationLine].join("|");
  };
  const all = [...document.querySelectorAll("a[href], button, input[type=submit], input[type=button]")];
  const measured = all.filter((it) => it.getClientRects().length > 0).map((it) => {
    const box = it.getBoundingClientRect();
    const before = looks(it);
    it.focus({ preventScroll: true, focusVisible: true });
    const showsFocus = it.disabled || looks(it) !== before;
    it.blur();
    return {
      label: (it.value && it.tagName === "INPUT" ? it.value : it.innerText || "").trim(),
      size_px: [Math.round(box.width * 10) / 10, Math.round(box.height * 10) / 10],
      font_px: parseFloat(getComputedStyle(it).fontSize),
      contrast: contrast(it),
      below_fold: box.top >= innerHeight,
      shows_focus: showsFocus,
    };
  });
  const note = document.createElement("i");
  note.textContent = "vaarwel-measured:" + encodeURIComponent(JSON.stringify(measured));
  document.body.append(note);
})();
