"""What a reader would see as broken, by what the browser has laid out: words outside, cut off, or upon each other."""

LOOK = """
(() => {
  const faults = [], seen = [], root = document.documentElement;
  if (root.scrollWidth > root.clientWidth) faults.push(`scrolls sideways: ${root.scrollWidth} > ${root.clientWidth}`);
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node; (node = walker.nextNode());) {
    const said = node.textContent.trim(), holder = node.parentElement;
    if (!said || holder.closest("title, desc, style") || !holder.checkVisibility()) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    for (const box of range.getClientRects()) {
      if (box.width < 1 || box.height < 1) continue;
      const inside = holder.closest("svg");
      const edge = inside ? inside.getBoundingClientRect() : {left: 0, right: root.clientWidth, top: -1, bottom: 1e9};
      if (box.left < edge.left - 1 || box.right > edge.right + 1 || box.top < edge.top - 3 || box.bottom > edge.bottom + 3)
        faults.push(`cut off: ${said}`);
      seen.push([box, said, holder]);
    }
  }
  for (let i = 0; i < seen.length; i++)
    for (let j = i + 1; j < seen.length; j++) {
      const [a, said, one] = seen[i], [b, other, two] = seen[j];
      const across = Math.min(a.right, b.right) - Math.max(a.left, b.left), down = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
      if (across > 1.5 && down > Math.min(a.height, b.height) * 0.4) faults.push(`upon each other: ${said} | ${other}`);
    }
  for (const one of document.querySelectorAll("body *"))
    if (one.scrollWidth > one.clientWidth + 1 && getComputedStyle(one).overflowX !== "visible" && one.clientWidth)
      faults.push(`does not fit: ${one.textContent.slice(0, 40)}`);
  const small = [...document.querySelectorAll("svg text")].filter(one => one.getBoundingClientRect().height < 11);
  faults.push(...small.map(one => `too small to read: ${one.textContent}`));
  return faults;
})()
"""
OPEN_ALL = "document.querySelectorAll('details').forEach(one => { one.open = true; })"
"""What opens at a press is looked at too."""
