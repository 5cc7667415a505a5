"""What every page must hold in a real browser, at a desk and on a phone."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
AXE = ROOT / "build" / "npm" / "node_modules" / "axe-core" / "axe.min.js"
SIZES = {"desk": (1366, 900), "phone": (390, 844)}
SMALLEST_PX = 12

OVERFLOWING = """() => {
  const wide = document.documentElement.scrollWidth - innerWidth;
  if (wide <= 0) return [];
  return ['page ' + wide].concat([...document.querySelectorAll('main *')].filter(e => {
    if (e.closest('.tablebox, .scroll, svg, .unseen, .skip, script')) return false;
    const box = e.getBoundingClientRect();
    return box.width && box.right > innerWidth + 1;
  }).slice(0, 3).map(e => e.tagName + '.' + e.className));
}"""
SMALL_TEXT = """(least) => {
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), small = [];
  for (let node; (node = walker.nextNode());) {
    const e = node.parentElement;
    if (!node.data.trim() || e.closest('script, style, noscript, template')) continue;
    const px = parseFloat(getComputedStyle(e).fontSize);
    if (px < least) small.push(px + ' ' + node.data.trim().slice(0, 30));
  }
  return small.slice(0, 5);
}"""
MISSING_GLYPHS = """() => {
  const canvas = document.createElement('canvas'); canvas.width = canvas.height = 32;
  const pen = canvas.getContext('2d', {willReadFrequently: true});
  pen.font = '24px ' + getComputedStyle(document.body).fontFamily; pen.textBaseline = 'top';
  const draw = character => {
    pen.clearRect(0, 0, 32, 32); pen.fillText(character, 2, 2);
    return pen.getImageData(0, 0, 32, 32).data.join();
  };
  const box = draw(String.fromCodePoint(0x10FFFF)), isolates = /[\\u2068\\u2069\\u200b]/;
  const shown = [...new Set(document.body.innerText)].filter(c => c.trim() && c > '~' && !isolates.test(c));
  return shown.filter(character => draw(character) === box);
}"""
SERIOUS = """async () => {
  const found = await axe.run(document, {resultTypes: ['violations']});
  return found.violations.filter(v => ['serious', 'critical'].includes(v.impact))
    .map(v => v.id + ': ' + v.nodes.slice(0, 2).map(n => n.html.slice(0, 120)).join(' | '));
}"""
OBJECT = re.compile(r"/[A-Za-z0-9_-]{16,}(?=/)|/(?:b|c)-[a-z]+(?=/)")


def faults(page: Any) -> list[str]:  # Any: playwright's page, imported only where there is a browser
    """What is wrong with the page as it stands; empty when nothing is."""
    found = [f"overflow: {each}" for each in page.evaluate(OVERFLOWING)]
    found += [f"small text: {each}" for each in page.evaluate(SMALL_TEXT, SMALLEST_PX)]
    return found + [f"missing glyph: {each!r}" for each in page.evaluate(MISSING_GLYPHS)]


def barriers(page: Any) -> list[str]:  # Any: as above
    """What keeps people from using the page, by axe-core: serious findings and worse."""
    # The policy refuses a foreign script element; what the test evaluates is not the page's.
    page.evaluate(AXE.read_text(encoding="utf-8"))
    return [f"axe {each}" for each in page.evaluate(SERIOUS)]


def shape_of(address: str) -> str:
    """An address without its query and with its objects made alike: one page of each shape is looked at."""
    return OBJECT.sub("/*", address.split("?", maxsplit=1)[0].split("#", maxsplit=1)[0])


def links_of(page: Any) -> list[str]:  # Any: as above
    """Local addresses that a person can follow from here by GET."""
    found: list[str] = page.evaluate("() => [...document.querySelectorAll('a[href]')].map(a => a.getAttribute('href'))")
    return [each for each in found if each.startswith("/") and not each.startswith(("//", "/static/"))]
