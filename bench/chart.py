#!/usr/bin/env python3
"""Draws the ratios of compare.py as bars, one row of the tables a row: an SVG without scripts or fonts of its own.

    python3 bench/chart.py results.json chart.svg       what compare.py --svg does at the end of a run

A bar begins at 1, where VEDA and the better peer are level, and goes to the left where VEDA is ahead, on a scale
of powers of two. A loss goes to the right, in red, on a red ground, and is marked beside the row's name.
"""

import json
import math
import sys
from xml.sax.saxutils import escape

WIDTH, LEFT, RIGHT = 980, 230, 60  # of the picture, and beside the bars
ROW, BAR, HEAD = 25, 9, 46         # heights: of a row, of one of its two bars, of a suite's heading
TOP = 128
LEAST, MOST = -7, 3                # powers of two that the scale may reach
FONT = "font-family='DejaVu Sans, Verdana, Helvetica, Arial, sans-serif'"
INK, FAINT, GRID, GROUND, RED_GROUND = "#24292f", "#6e7781", "#e1e4e8", "#ffffff", "#fdecea"
COLOURS = {  # of the gcc program, of the clang program
    "ahead": ("#1a7f72", "#79c2b6"),
    "level": ("#7d8590", "#bcc2c9"),
    "unclear": ("#7d8590", "#bcc2c9"),
    "behind": ("#c62828", "#ec8f8a"),
}
COMPILERS = ("gcc", "clang")


class Scale:
    """From ratios to x, over powers of two that hold all of them, or as many as the picture may show."""

    def __init__(self, ratios):
        logs = [math.log2(r) for r in ratios if r > 0] or [0]
        self.least = max(LEAST, min(-2, math.floor(min(logs))))
        self.most = min(MOST, max(1, math.ceil(max(logs))))

    def x(self, ratio):
        at = min(max(math.log2(ratio), self.least), self.most) if ratio > 0 else self.least
        return LEFT + (at - self.least) / (self.most - self.least) * (WIDTH - LEFT - RIGHT)

    def is_beyond(self, ratio):
        return ratio <= 0 or not self.least <= math.log2(ratio) <= self.most

    def ticks(self):
        for power in range(self.least, self.most + 1):
            yield 2.0 ** power, str(2 ** power) if power >= 0 else f"1/{2 ** -power}"


def text(x, y, words, size=12, fill=INK, anchor="start", bold=False):
    weight = " font-weight='bold'" if bold else ""
    return (f"<text x='{x:.1f}' y='{y:.1f}' font-size='{size}' fill='{fill}' text-anchor='{anchor}'{weight}>"
            f"{escape(words)}</text>")


def box(x, y, width, height, fill):
    return f"<rect x='{x:.1f}' y='{y:.1f}' width='{width:.1f}' height='{height:.1f}' fill='{fill}'/>"


def line(x1, y1, x2, y2, stroke, width=1):
    return (f"<line x1='{x1:.1f}' y1='{y1:.1f}' x2='{x2:.1f}' y2='{y2:.1f}' stroke='{stroke}' "
            f"stroke-width='{width}'/>")


def bar(scale, against, y, colour):
    """A bar and its ratio; one that ends beyond the scale has a gap before its end."""
    one, end = scale.x(1), scale.x(against["ratio"])
    behind = against["word"] == "behind"
    out = [box(min(one, end), y, max(abs(end - one), 1.5), BAR, colour)]
    if scale.is_beyond(against["ratio"]):
        out.append(box(end + (8 if end < one else -11), y, 3, BAR, GROUND))
    digits = 3 if against["ratio"] < 0.1 else 2 if against["ratio"] < 100 else 0
    words = f"{'< ' if 'below' in against else ''}{against['ratio']:.{digits}f}"
    words += " ?" if against["word"] == "unclear" else ""
    to_left = against["ratio"] < 1
    out.append(text(end - 4 if to_left else end + 4, y + BAR - 0.7, words, 9.5,
                    COLOURS["behind"][0] if behind else FAINT, "end" if to_left else "start", behind))
    return out


def row_of(scale, name, row, y):
    against = row["against_peers"]
    failed = [c for c in COMPILERS if "failed" in row["columns"].get(f"{c}/VEDA", {})]
    lost = failed or any(a and a["word"] == "behind" for a in against.values())
    out = []
    if lost:
        out.append(box(8, y, WIDTH - 16, ROW - 1, RED_GROUND))
        out.append(f"<circle cx='18' cy='{y + ROW / 2:.1f}' r='4' fill='{COLOURS['behind'][0]}'/>")
    out.append(f"<g><title>{escape(row['what'])}</title>{text(30, y + 16, name)}</g>")
    for n, compiler in enumerate(COMPILERS):
        top = y + 3 + n * (BAR + 1)
        if compiler in failed:
            words = f"{compiler}: {row['columns'][f'{compiler}/VEDA']['failed']}"
            out.append(text(scale.x(1) + 4, top + BAR - 0.7, words, 9.5, COLOURS["behind"][0], "start", True))
        elif against.get(compiler):
            out += bar(scale, against[compiler], top, COLOURS[against[compiler]["word"]][n])
    return out


def ratios(suite):
    return {name: row for name, row in suite["rows"].items()
            if any(row["against_peers"].values())
            or any("failed" in row["columns"].get(f"{c}/VEDA", {}) for c in COMPILERS)}


def count(rows):
    words = [a["word"] for row in rows.values() for a in row["against_peers"].values() if a]
    return ", ".join(f"{words.count(w)} {w}" for w in ("ahead", "level", "unclear", "behind") if w in words)


def suite_of(scale, title, rows, y):
    """Its heading, its grid, its rows; and where the next may begin."""
    bottom = y + HEAD + ROW * len(rows)
    out = [text(16, y + 18, title, 15, INK, bold=True), text(WIDTH - 16, y + 18, count(rows), 12, FAINT, "end")]
    grid = []
    for ratio, label in scale.ticks():
        x = scale.x(ratio)
        grid.append(line(x, y + HEAD - 4, x, bottom, INK if ratio == 1 else GRID, 1.2 if ratio == 1 else 1))
        out.append(text(x, y + HEAD - 8, label, 10, INK if ratio == 1 else FAINT, "middle", ratio == 1))
    bars = [shape for n, (name, row) in enumerate(rows.items())
            for shape in row_of(scale, name, row, y + HEAD + n * ROW)]
    grounds = [shape for shape in bars if RED_GROUND in shape]
    return out + grounds + grid + [shape for shape in bars if shape not in grounds], bottom + 18


def legend(y):
    out, x = [], 16
    for word, says in (("ahead", "VEDA ahead"), ("level", "level within the spread (? unclear)"),
                       ("behind", "VEDA behind")):
        for n in range(2):
            out.append(box(x, y + n * (BAR + 1), 26, BAR, COLOURS[word][n]))
        out.append(text(x + 34, y + 14, says, 12))
        x += 62 + 6.6 * len(says)
    return out + [text(WIDTH - 16, y + 8, "upper bar: program built by gcc", 10.5, FAINT, "end"),
                  text(WIDTH - 16, y + 21, "lower bar: program built by clang", 10.5, FAINT, "end")]


def drawn(everything):
    """The picture of what compare.py's --json holds."""
    machine = everything["machine"]
    panels = [(f"{suite}, team of {threads}", ratios(results))
              for threads, team in everything["teams"].items() for suite, results in team.items()]
    panels = [(title, rows) for title, rows in panels if rows]
    scale = Scale([a["ratio"] for _title, rows in panels for row in rows.values()
                   for a in row["against_peers"].values() if a])
    shapes = [text(16, 34, "VEDA next to the better of libgomp and libomp", 20, INK, bold=True),
              text(16, 56, f"{machine['cpu']}, {machine['cpus_allowed']} CPUs; medians of interleaved runs", 12, FAINT),
              text(16, 74, "cost on VEDA over cost on the better peer, for the same program: left of 1 VEDA is ahead, "
                           "right of 1 behind", 12, FAINT)]
    shapes += legend(90)
    y = TOP
    for title, rows in panels:
        more, y = suite_of(scale, title, rows, y)
        shapes += more
    return "\n".join([f"<svg xmlns='http://www.w3.org/2000/svg' width='{WIDTH}' height='{y}' "
                      f"viewBox='0 0 {WIDTH} {y}' {FONT}>", box(0, 0, WIDTH, y, GROUND)] + shapes + ["</svg>", ""])


if __name__ == "__main__":
    with open(sys.argv[1], encoding="utf-8") as results_file:
        picture = drawn(json.load(results_file))
    with open(sys.argv[2], "w", encoding="utf-8") as picture_file:
        picture_file.write(picture)
