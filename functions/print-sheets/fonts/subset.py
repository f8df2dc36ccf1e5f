"""Makes the fonts in this folder: subsets of Noto Sans, small enough to be part of the function.

    python3 -m venv venv && venv/bin/pip install fonttools==4.60.1
    apt-get download fonts-noto-core fonts-noto-cjk          # or the same files from github.com/notofonts
    for deb in *.deb; do dpkg -x $deb noto; done
    venv/bin/python subset.py noto/usr/share/fonts

It takes a minute. The files are the same however often it is run on the same fonts.
"""

import sys
import zlib
from pathlib import Path

from fontTools import subset
from fontTools.pens.t2CharStringPen import T2CharStringPen
from fontTools.pens.transformPen import TransformPen
from fontTools.ttLib.scaleUpem import scale_upem

HERE = Path(__file__).parent

# Latin, Greek and Cyrillic as names and sentences use them: no phonetics, no polytonic Greek.
LETTERS = [
    (0x20, 0x24F), (0x259, 0x259), (0x2B0, 0x2FF), (0x300, 0x36F), (0x370, 0x3FF), (0x400, 0x52F), (0x1E00, 0x1EFF),
    (0x2000, 0x206F), (0x2070, 0x209F), (0x20A0, 0x20CF), (0x2100, 0x214F), (0x2190, 0x2193), (0x2212, 0x2212),
    (0x25CC, 0x25CC), (0xFB00, 0xFB06), (0xFFFD, 0xFFFD),
]

# Every other script that many people write their names in, whole.
SCRIPTS = [
    "Arabic", "Armenian", "Bengali", "Devanagari", "Ethiopic", "Georgian", "Gujarati", "Gurmukhi", "Hebrew", "Kannada",
    "Khmer", "Lao", "Malayalam", "Myanmar", "Sinhala", "Tamil", "Telugu", "Thaana", "Thai",
]

# Noto Sans CJK draws 65,000 characters on a grid of 1,000. These are the common ones, on a coarser grid: at the size of a
# heading a step is 0.05 mm, and the file is smaller by a third.
CJK_GRID = 250


def characters(encoding, rows, columns=range(0xA1, 0xFF)):
    """The characters that stand in these rows of a national standard."""
    found = set()
    for row in rows:
        for column in columns:
            try:
                text = bytes([row, column]).decode(encoding)
            except UnicodeDecodeError:
                continue
            if len(text) == 1:
                found.add(ord(text))
    return found


def common_cjk():
    """What registries of names hold: GB 2312, the first level of JIS X 0208 and of Big5, KS X 1001, kana."""
    big5_columns = [*range(0x40, 0x7F), *range(0xA1, 0xFF)]
    return (
        characters("gb2312", range(0xB0, 0xF8))
        | characters("euc_jp", range(0xB0, 0xD0))
        | characters("big5", range(0xA4, 0xC7), big5_columns)
        | characters("euc_kr", range(0xB0, 0xC9))
        | set(range(0x3001, 0x3020))
        | set(range(0x3041, 0x3100))
        | set(range(0xFF01, 0xFF5F))
    )


def options():
    chosen = subset.Options()
    chosen.hinting = False
    chosen.notdef_outline = True
    # Who made it, its name, its licence.
    chosen.name_IDs = [0, 1, 2, 4, 6, 13, 14]
    chosen.name_languages = [0x409]
    chosen.drop_tables += ["DSIG", "meta", "STAT", "MATH"]
    chosen.recalc_timestamp = False
    return chosen


def cut(path, characters, chosen):
    font = subset.load_font(str(path), chosen)
    subsetter = subset.Subsetter(chosen)
    subsetter.populate(unicodes=sorted(characters or font.getBestCmap()))
    subsetter.subset(font)
    font.recalcTimestamp = False
    return font


def redraw(font, units):
    """Draws the glyphs of a CFF font on a grid of so many units, each point rounded for itself."""
    glyphs, scale = font.getGlyphSet(), units / font["head"].unitsPerEm
    top = font["CFF "].cff.topDictIndex[0]
    strings = top.CharStrings
    drawn = {}
    for name in font.getGlyphOrder():
        pen = T2CharStringPen(None, glyphs)
        glyphs[name].draw(TransformPen(pen, (scale, 0, 0, scale, 0, 0)))
        drawn[name] = pen
    # A list of its own: fontTools would change its default, and leave out what is equal to that.
    top.FontMatrix = list(top.FontMatrix)
    scale_upem(font, units)
    for name, pen in drawn.items():
        string = strings[name]
        width, private = font["hmtx"][name][0], string.private
        is_default = width == getattr(private, "defaultWidthX", 0)
        pen._width = None if is_default else width - getattr(private, "nominalWidthX", 0)
        string.program = pen.getCharString(private=private, globalSubrs=string.globalSubrs).program
        string.bytecode = None


def save(font, name):
    path = HERE / name
    font.save(path)
    content = path.read_bytes()
    print(f"{name:28} {len(content):9,} bytes, {len(zlib.compress(content, 9)):9,} zipped")


def main(folder):
    truetype, opentype = Path(folder) / "truetype/noto", Path(folder) / "opentype/noto"
    letters = {code for first, last in LETTERS for code in range(first, last + 1)}
    for weight in ["Regular", "Bold"]:
        save(cut(truetype / f"NotoSans-{weight}.ttf", letters, options()), f"NotoSans-{weight}.ttf")
    for script in SCRIPTS:
        save(cut(truetype / f"NotoSans{script}-Regular.ttf", None, options()), f"NotoSans{script}.ttf")
    chosen = options()
    # Simplified Chinese shapes; nothing is set vertically.
    chosen.font_number = 2
    chosen.layout_features = ["ljmo", "vjmo", "tjmo"]
    chosen.desubroutinize = True
    chosen.drop_tables += ["VORG", "vhea", "vmtx", "BASE", "GPOS"]
    font = cut(opentype / "NotoSansCJK-Regular.ttc", common_cjk(), chosen)
    redraw(font, CJK_GRID)
    save(font, "NotoSansCJK.otf")


main(sys.argv[1])
