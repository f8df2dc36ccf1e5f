"""Writes the text files of this folder and `manifest.json`, which says what is right of each.

    python3 tests/csv/make.py

What a file should be read as stands here beside how it is written; nothing is taken from the reader under test. A row is
given as its number, as a spreadsheet numbers it, and its texts; a value that is an object is a cell of another kind.
"""

import json
import pathlib

HERE = pathlib.Path(__file__).parent
HEADINGS = ["First name", "Last name", "Email", "Username", "Phone", "Job profile", "Department", "Permission type",
            "Language", "Note"]
PLACE = ["Store associate", "Store 001", "User", "da"]
SOREN = ["Søren", "Ærø Åkjær", "soren@nordlys.example", "", "20123456", *PLACE, ""]
JUERGEN = ["Jürgen", "Größe", "", "juergen", "+4915112345678", *PLACE, "Küche"]
ANNE = ["Anne", "Østergård", "anne@nordlys.example", "0042", "", *PLACE, ""]
PEOPLE = [SOREN, JUERGEN, ANNE]

files = []


def text(rows, separator=";", end="\n", quote=False, last_end=True):
    def field(value):
        value = str(value)
        if quote or separator in value or '"' in value or "\n" in value or "\r" in value:
            return '"' + value.replace('"', '""') + '"'
        return value
    lines = end.join(separator.join(field(value) for value in row) for row in rows)
    return lines + (end if last_end else "")


def numbered(rows, first=2):
    return [[number, row] for number, row in enumerate(rows, first)]


def add(name, written, encoding="utf-8", rows=None, refused=None, why="", **more):
    written = written if isinstance(written, bytes) else written.encode(encoding)
    (HERE / name).write_bytes(written)
    entry = {"file": name, "why": why, **more}
    entry.update({"refused": refused} if refused else {"rows": rows})
    files.append(entry)


def taken(name, why, people=PEOPLE, encoding="utf-8", before=b"", **style):
    written = before + text([HEADINGS, *people], **style).encode(encoding)
    add(name, written, rows=numbered(people), why=why)


def refused(name, code, why, written, encoding="utf-8", **more):
    add(name, written, encoding, refused=code, why=why, **more)


# Encodings.
taken("utf8.csv", "UTF-8 without a mark")
taken("utf8_mark.csv", "UTF-8 with a byte order mark, as Excel saves “CSV UTF-8”", before=b"\xef\xbb\xbf", end="\r\n")
taken("utf16le_tab.csv", "Excel's “Unicode Text”", encoding="utf-16-le", before=b"\xff\xfe", separator="\t", end="\r\n")
taken("utf16be.csv", "UTF-16, the high byte first", encoding="utf-16-be", before=b"\xfe\xff", separator=",")
taken("utf16le_without_mark.csv", "UTF-16 that does not say so", encoding="utf-16-le")
taken("windows1252_semicolon.csv", "as Excel in Denmark and Germany saves CSV", encoding="cp1252", end="\r\n")
taken("windows1252_comma.csv", "the same with commas", encoding="cp1252", separator=",")
refused("dos_letters.csv", "unknown_letters", "as “CSV (MS-DOS)” is saved: S›ren in Windows-1252",
        text([HEADINGS, *PEOPLE]), "cp850")
refused("macintosh_letters.csv", "unknown_letters", "as “CSV (Macintosh)” is saved: S¿ren in Windows-1252",
        text([HEADINGS, *PEOPLE]), "mac-roman")
refused("utf8_mark_and_windows1252.csv", "unknown_letters", "says UTF-8, and has letters of Windows-1252 further down",
        b"\xef\xbb\xbf" + text([HEADINGS, JUERGEN]).encode() + text([SOREN]).encode("cp1252"))
refused("utf16_half_letter.csv", "unknown_letters", "half of a surrogate pair",
        b"\xff\xfe" + text([HEADINGS, ANNE]).encode("utf-16-le") + b"\x3d\xd8a\0;\0")
refused("utf32.csv", "unknown_letters", "four bytes a letter", b"\xff\xfe\0\0" + text([HEADINGS, ANNE]).encode("utf-32-le"))
mojibake = [value.encode().decode("cp1252") for value in JUERGEN]
add("two_encodings.csv", text([HEADINGS, JUERGEN]).encode() + text([SOREN]).encode("cp1252"),
    rows=numbered([mojibake, SOREN]),
    why="two files put together: read as Windows-1252; the rules of a name mend Ã¼")

# Separators.
taken("tab.csv", "tabs", separator="\t")
taken("comma_in_headings.csv", "commas occur in texts more often than the semicolons that separate",
      people=[[*SOREN[:-1], "a, b, c, d, e, f, g, h, i, j, k, l, m, n"]])
add("separator_line.csv", "sep=|\r\n" + text([HEADINGS, *PEOPLE], separator="|", end="\r\n"), rows=numbered(PEOPLE),
    why="Excel's first line; it is no row")
add("separator_line_in_quotes.csv", '"sep=,"\n' + text([HEADINGS, *PEOPLE], separator=","), rows=numbered(PEOPLE),
    why="the same as a careful writer quotes it")
padded = [row + ["", "", ""] for row in [HEADINGS, *PEOPLE]]
add("trailing_separators.csv", text(padded), rows=numbered(PEOPLE), why="every row ends with empty fields")

# Quotation marks.
taken("all_quoted.csv", "every value in quotation marks", quote=True, end="\r\n")
taken("marks_in_text.csv", "doubled quotation marks", people=[[*SOREN[:-1], 'is called "Bonde", by all'], ANNE], separator=",")
taken("line_breaks_in_text.csv", "line breaks within a text; rows count as a spreadsheet counts them",
      people=[[*SOREN[:-1], "first\nsecond\n\nthird"], ANNE])
add("line_breaks_of_windows.csv", text([HEADINGS, [*SOREN[:-1], "first\r\nsecond"], ANNE], end="\r\n"),
    rows=numbered([[*SOREN[:-1], "first\nsecond"], ANNE]), why="a line break in a cell is one character")
bare = ';'.join([*SOREN[:-1], 'height 5" 3, "tall"'])
add("marks_of_no_text.csv", text([HEADINGS]) + bare + "\n", rows=numbered([[*SOREN[:-1], 'height 5" 3, "tall"']]),
    why="a mark within a text that did not begin with one is a letter")
spaced = ' ; '.join(f'"{value}"' for value in SOREN)
add("spaces_round_marks.csv", text([HEADINGS]) + spaced + "\n", rows=numbered([SOREN]),
    why="spaces outside of the quotation marks mean nothing")
after = ';'.join([*SOREN[:-1], '"Bonde" Hansen'])
add("text_after_mark.csv", text([HEADINGS]) + after + "\n", rows=numbered([[*SOREN[:-1], "Bonde Hansen"]]),
    why="as spreadsheets read it")
refused("mark_never_closed.csv", "unclosed_quote", "everybody below would vanish in one text",
        text([HEADINGS, SOREN]) + '"' + text([JUERGEN, ANNE]), row=3)
refused("mark_closed_by_another.csv", "unclosed_quote", "the next person's mark seems to close it",
        text([HEADINGS, SOREN]) + '"' + text([JUERGEN]) + text([ANNE], quote=True), row=3)

# Lines and rows.
taken("returns_only.csv", "lines end as on old Macintosh", end="\r")
mixed = text([HEADINGS], end="\r\n") + text([SOREN], end="\n") + text([JUERGEN], end="\r") + text([ANNE], last_end=False)
add("mixed_line_ends.csv", mixed, rows=numbered(PEOPLE), why="each line ends otherwise, the last not at all")
blanks = text([HEADINGS]) + text([SOREN]) + "\n" + ";;;\n" + ' ;"";\t\n' + text([ANNE]) + "\n\n"
add("blank_lines.csv", blanks, rows=[[2, SOREN], [6, ANNE]], why="a blank line is a row in which nobody stands")
add("short_rows.csv", text([HEADINGS, SOREN[:9], ["Kim"], ANNE]),
    rows=[[2, SOREN], [3, ["Kim"] + [""] * 9], [4, ANNE]], why="a row may end early")
add("surplus_value.csv", text([HEADINGS, SOREN]) + ";".join([*ANNE[:6], "Køkken; salg", *ANNE[7:]]) + ";x\n",
    rows=[[2, SOREN], [3, [*ANNE[:6], "Køkken", " salg", *ANNE[7:9]]]], surplus=[3],
    why="a separator in a text without quotation marks moves what follows: the row is not taken")
refused("headings_only.csv", "no_rows", "nobody below the headings", text([HEADINGS]))
refused("headings_further_down.csv", "headings_not_first", "a title above the headings",
        "Personer\n\n" + text([HEADINGS, *PEOPLE]))
refused("blank.csv", "empty_file", "nothing but blank lines and separators", "\n\n;;;\n \n")

# Values.
add("zeros_for_excel.csv", text([HEADINGS]) + ';'.join([*ANNE[:3], '="0042"', *ANNE[4:]]) + "\n" +
    ';'.join([*ANNE[:3], '"=""0042"""', *ANNE[4:]]) + "\n", rows=numbered([ANNE, ANNE]),
    why="a formula that only keeps zeros, bare and in quotation marks")
add("errors.csv", text([HEADINGS, [*SOREN[:6], "#N/A", *SOREN[7:]], [*ANNE[:6], "#BEZUG!", *ANNE[7:]]]),
    rows=numbered([[*SOREN[:6], {"error": "#N/A"}, *SOREN[7:]], [*ANNE[:6], {"error": "#BEZUG!"}, *ANNE[7:]]]),
    why="errors that a spreadsheet has saved")
taken("formulas.csv", "what a spreadsheet would compute is text, and stays it in the result",
      people=[[*SOREN[:-1], "=1+1"], [*JUERGEN[:-1], "@SUM(A1)"], [*ANNE[:-1], "-2+3|cmd' /C calc'!A0"]])
add("long_text.csv", text([HEADINGS, [*SOREN[:-1], "x" * 32767], ["y" * 40000, *ANNE[1:]]]),
    rows=numbered([[*SOREN[:-1], "x" * 32767], [{"too_long": 40000}, *ANNE[1:]]]), why="the longest text of a cell, and a longer one")
refused("many_columns.csv", "too_many_columns", "a value in column 400",
        text([HEADINGS + [f"Own {n}" for n in range(400)], SOREN + ["x"] * 400]))

# Something else.
refused("zero_bytes.csv", "control_characters", "zero bytes are in no text", text([HEADINGS, SOREN]) + "A\0;B\n", line=3)
refused("zero_byte_in_a_cell.csv", "control_characters", "further down than the beginning by which a file is known",
        text([HEADINGS, *[SOREN] * 200, ["A\0", *SOREN[1:]]], end="\r\n"), line=202)
refused("unit_separators.csv", "control_characters", "values that a control character separates",
        text([HEADINGS, *PEOPLE], separator="\x1f"), line=1)
add("control_character.csv", text([HEADINGS, [*SOREN[:-1], "a\x0bb"], ANNE]), rows=numbered([[*SOREN[:-1], "a\x0bb"], ANNE]),
    why="another one is a fault of its row")
add("control_z.csv", text([HEADINGS, *PEOPLE], end="\r\n") + "\x1a", rows=numbered(PEOPLE), why="the end of a file as DOS writes it")
add("control_z_utf16.csv", b"\xff\xfe" + (text([HEADINGS, *PEOPLE]) + "\x1a").encode("utf-16-le"), rows=numbered(PEOPLE),
    why="the same, two bytes long")
add("two_control_z.csv", text([HEADINGS, *PEOPLE]) + "\x1a\x1a", rows=numbered([*PEOPLE, ["\x1a"] + [""] * 9]),
    why="one is the end, another is a value")
refused("one_column.csv", "missing_headings", "only one of the columns that are needed", "E-mail\na@nordlys.example\nb@nordlys.example\n")
refused("one_unknown_column.csv", "no_headings", "one column of something else", "Kostsentrum\n17\n18\n")
refused("bars.csv", "unknown_separator", "a separator that occurs in texts, and no first line that says it",
        text([HEADINGS, *PEOPLE], separator="|"), separator="|")
refused("colons.csv", "unknown_separator", "the same with colons", text([HEADINGS, *PEOPLE], separator=":"), separator=":")
refused("web_page.csv", "web_page", "a table of a web page",
        "<html><body><table><tr><td>First name</td></tr></table></body></html>")
refused("program.csv", "not_a_workbook", "bytes", bytes(range(256)) * 8)
refused("no_bytes.csv", "empty_file", "no bytes at all", b"")

(HERE / "manifest.json").write_text(json.dumps(files, ensure_ascii=False, indent=1) + "\n")
print(len(files), "files")
