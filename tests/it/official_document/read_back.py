"""What python-docx reads of a Word file, as JSON: lengths in millimetres, type in points."""

import json
import sys

from docx import Document
from docx.oxml.ns import qn

document = Document(sys.argv[1])


def font(style):
    """The East Asian font and the size of a style, its own or inherited."""
    size = name = None
    while style is not None:
        own = style.element.rPr
        if own is not None and own.rFonts is not None and name is None:
            name = own.rFonts.get(qn("w:eastAsia"))
        size = size or (style.font.size and style.font.size.pt)
        style = style.base_style
    defaults = document.styles.element.find(qn("w:docDefaults")).find(qn("w:rPrDefault")).find(qn("w:rPr"))
    return {
        "font": name or defaults.find(qn("w:rFonts")).get(qn("w:eastAsia")),
        "size": size or int(defaults.find(qn("w:sz")).get(qn("w:val"))) / 2,
    }


def section(of):
    return {
        "width": round(of.page_width.mm),
        "height": round(of.page_height.mm),
        "margins": [round(side.mm) for side in (of.top_margin, of.right_margin, of.bottom_margin, of.left_margin)],
        "landscape": of.orientation == 1,
        "odd": "".join(p.text for p in of.footer.paragraphs),
        "odd_side": str(of.footer.paragraphs[0].alignment),
        "even_side": str(of.even_page_footer.paragraphs[0].alignment),
    }


def table(of):
    return {
        "rows": [[cell.text for cell in row.cells] for row in of.rows],
        "headers": sum(row._tr.find(".//" + qn("w:tblHeader")) is not None for row in of.rows),
        "whole_rows": sum(row._tr.find(".//" + qn("w:cantSplit")) is not None for row in of.rows),
    }


spacing = document.styles.element.find(qn("w:docDefaults")).find(qn("w:pPrDefault")).find(qn("w:pPr")).find(qn("w:spacing"))
used = {paragraph.style.name: paragraph.style for paragraph in document.paragraphs}
print(
    json.dumps(
        {
            "title": document.core_properties.title,
            "odd_and_even": document.settings.odd_and_even_pages_header_footer,
            "line": [int(spacing.get(qn("w:line"))) / 20, spacing.get(qn("w:lineRule"))],
            "sections": [section(of) for of in document.sections],
            "paragraphs": [[p.style.name, p.text] for p in document.paragraphs if p.text],
            "styles": {name: font(style) for name, style in used.items()},
            "tables": [table(of) for of in document.tables],
        }
    )
)
