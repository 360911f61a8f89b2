#!/usr/bin/env python3
"""Turns coloured terminal output into an SVG picture for the README.

    seaworthy --color always PATH | tools/terminal_svg.py --lines 60 --title 'seaworthy examples/ready' > docs/report.svg

Knows the SGR sequences that the terminal report uses, and nothing more; an unknown one is an error, so that the picture
cannot silently differ from the screen.
"""

import argparse
import html
import re
import sys
import unicodedata

FOREGROUND = {30: "#484f58", 31: "#ff7b72", 32: "#3fb950", 33: "#d29922", 34: "#58a6ff", 35: "#bc8cff",
              36: "#39c5cf", 37: "#b1bac4", 97: "#ffffff"}
BACKGROUND = {41: "#b62324"}
TEXT, PANEL, DIM_OPACITY = "#c9d1d9", "#0d1117", 0.6
CELL, LINE, MARGIN, BAR = 8.4, 19, 18, 38


def columns(text):
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def runs(line):
    """Yields (text, style) with style = (foreground, background, bold, dim)."""
    foreground, background, bold, dim = None, None, False, False
    for part in re.split(r"(\x1b\[[0-9;]*m)", line):
        if not part.startswith("\x1b"):
            if part:
                yield part, (foreground, background, bold, dim)
            continue
        for code in (int(c or 0) for c in part[2:-1].split(";")):
            if code == 0:
                foreground, background, bold, dim = None, None, False, False
            elif code == 1:
                bold = True
            elif code == 2:
                dim = True
            elif code in FOREGROUND:
                foreground = FOREGROUND[code]
            elif code in BACKGROUND:
                background = BACKGROUND[code]
            else:
                sys.exit(f"terminal_svg: unknown SGR code {code}")


def draw(lines, title):
    width = max([columns(re.sub(r"\x1b\[[0-9;]*m", "", line)) for line in lines] + [80]) * CELL + 2 * MARGIN
    height = len(lines) * LINE + 2 * MARGIN + BAR
    yield (f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:.0f}" height="{height:.0f}" '
           f'viewBox="0 0 {width:.0f} {height:.0f}" font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, '
           f'DejaVu Sans Mono, monospace" font-size="14">')
    yield f'<rect width="100%" height="100%" rx="10" fill="{PANEL}"/>'
    for index, colour in enumerate(("#ff5f56", "#ffbd2e", "#27c93f")):
        yield f'<circle cx="{MARGIN + 6 + index * 20}" cy="20" r="6" fill="{colour}"/>'
    yield f'<text x="50%" y="25" fill="#8b949e" text-anchor="middle">{html.escape(title)}</text>'
    for number, line in enumerate(lines):
        baseline = BAR + MARGIN + number * LINE + 10
        at = 0
        for text, (foreground, background, bold, dim) in runs(line):
            x, wide = MARGIN + at * CELL, columns(text) * CELL
            at += columns(text)
            if background:
                yield f'<rect x="{x:.1f}" y="{baseline - 14}" width="{wide:.1f}" height="{LINE}" fill="{background}"/>'
            if not text.strip():
                continue
            style = f' fill="{foreground or TEXT}"'
            style += ' font-weight="bold"' if bold else ""
            style += f' opacity="{DIM_OPACITY}"' if dim else ""
            yield (f'<text x="{x:.1f}" y="{baseline}" textLength="{wide:.1f}" xml:space="preserve"{style}>'
                   f"{html.escape(text)}</text>")
    yield "</svg>"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--lines", type=int, default=60, help="lines to show")
    parser.add_argument("--title", default="seaworthy")
    arguments = parser.parse_args()
    lines = sys.stdin.read().splitlines()[: arguments.lines]
    print("\n".join(draw(lines, arguments.title)))


if __name__ == "__main__":
    main()
