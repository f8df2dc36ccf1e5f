"""Reads a document with PDFium, as Chromium does: `text FILE`, `fonts FILE`, or `picture FILE DPI`."""

import sys

import pypdfium2 as pdfium
import pypdfium2.raw as raw

what, path = sys.argv[1:3]
page = pdfium.PdfDocument(path)[0]
if what == "text":
    sys.stdout.buffer.write(page.get_textpage().get_text_range().encode())
elif what == "fonts":
    for thing in page.get_objects([raw.FPDF_PAGEOBJ_TEXT]):
        font = raw.FPDFTextObj_GetFont(thing)
        print("embedded" if raw.FPDFFont_GetIsEmbedded(font) == 1 else "missing")
elif what == "picture":
    picture = page.render(scale=int(sys.argv[3]) / 72, grayscale=True)
    sys.stdout.buffer.write(f"{picture.width} {picture.height}\n".encode())
    for row in range(picture.height):
        start = row * picture.stride
        sys.stdout.buffer.write(bytes(picture.buffer[start : start + picture.width]))
else:
    sys.exit(f"there is no {what}")
