//! Children stand in the order of ISO/IEC 29500-1 (wml.xsd): Word and WPS refuse some files that do not keep it.

use super::package::{Element, parse, parts};
use super::{bare, bytes_of, whole};

/// Of each element whose type is a sequence: the names it may hold, in order.
const SEQUENCES: &[(&str, &str)] = &[
    (
        "w:pPr",
        "pStyle keepNext keepLines pageBreakBefore framePr widowControl numPr suppressLineNumbers pBdr shd tabs \
         suppressAutoHyphens kinsoku wordWrap overflowPunct topLinePunct autoSpaceDE autoSpaceDN bidi adjustRightInd \
         snapToGrid spacing ind contextualSpacing mirrorIndents suppressOverlap jc textDirection textAlignment \
         textboxTightWrap outlineLvl divId cnfStyle rPr sectPr pPrChange",
    ),
    (
        "w:rPr",
        "rStyle rFonts b bCs i iCs caps smallCaps strike dstrike outline shadow emboss imprint noProof snapToGrid vanish \
         webHidden color spacing w kern position sz szCs highlight u effect bdr shd fitText vertAlign rtl cs em lang \
         eastAsianLayout specVanish oMath rPrChange",
    ),
    (
        "w:sectPr",
        "headerReference footerReference footnotePr endnotePr type pgSz pgMar paperSrc pgBorders lnNumType pgNumType cols \
         formProt vAlign noEndnote titlePg textDirection bidi rtlGutter docGrid printerSettings sectPrChange",
    ),
    (
        "w:tblPr",
        "tblStyle tblpPr tblOverlap bidiVisual tblStyleRowBandSize tblStyleColBandSize tblW jc tblCellSpacing tblInd \
         tblBorders shd tblLayout tblCellMar tblLook tblCaption tblDescription tblPrChange",
    ),
    (
        "w:tcPr",
        "cnfStyle tcW gridSpan hMerge vMerge tcBorders shd noWrap tcMar textDirection tcFitText vAlign hideMark headers \
         cellIns cellDel cellMerge tcPrChange",
    ),
    ("w:tblBorders", "top left start bottom right end insideH insideV"),
    ("w:tblCellMar", "top left start bottom right end"),
    ("w:tbl", "bookmarkStart bookmarkEnd tblPr tblGrid tr"),
    ("w:tr", "tblPrEx trPr tc"),
    ("w:trPr", "cantSplit tblHeader"),
    ("w:tblGrid", "gridCol"),
    ("w:tc", "tcPr p"),
    ("w:p", "pPr r"),
    ("w:r", "rPr t br noBreakHyphen fldChar instrText"),
    ("w:document", "background body"),
    (
        "w:style",
        "name aliases basedOn next link autoRedefine hidden uiPriority semiHidden unhideWhenUsed qFormat locked personal \
         personalCompose personalReply rsid pPr rPr tblPr trPr tcPr tblStylePr",
    ),
    ("w:styles", "docDefaults latentStyles style"),
    ("w:docDefaults", "rPrDefault pPrDefault"),
    ("w:font", "altName panose1 charset family notTrueType pitch sig embedRegular"),
    (
        "w:settings",
        "writeProtection view zoom mirrorMargins defaultTabStop autoHyphenation evenAndOddHeaders characterSpacingControl \
         footnotePr endnotePr compat docVars rsids mathPr attachedSchema themeFontLang clrSchemeMapping decimalSymbol \
         listSeparator",
    ),
];

/// Holds anything in any order, or nothing but text.
const FREE: &[&str] =
    &["w:body", "w:ftr", "w:fonts", "w:compat", "w:rPrDefault", "w:pPrDefault", "w:t", "w:instrText", "w:r"];

#[test]
fn elements_stand_in_the_order_of_the_schema() {
    for document in [whole(), bare("一、概况"), bare("")] {
        for (name, text) in parts(&bytes_of(&document)) {
            if !name.starts_with("word/") || name.contains("/_rels/") {
                continue;
            }
            for element in parse(&text).all() {
                assert_eq!(fault_of(element), None, "{name}: {element:#?}");
            }
        }
    }
}

#[test]
fn a_cell_ends_with_a_paragraph_and_tables_never_touch() {
    for document in [whole(), bare("")] {
        let xml = super::package::part(&bytes_of(&document), "word/document.xml");
        for cell in xml.named("w:tc") {
            assert_eq!(cell.children.last().unwrap().name, "w:p");
        }
        let body = &xml.named("w:body")[0].children;
        assert!(body.windows(2).all(|two| two.iter().any(|of| of.name != "w:tbl")), "tables would merge");
        assert_eq!(body.iter().rposition(|of| of.name == "w:sectPr"), Some(body.len() - 1));
    }
}

#[test]
fn rows_fill_their_grid() {
    let xml = super::package::part(&bytes_of(&whole()), "word/document.xml");
    for table in xml.named("w:tbl") {
        let columns = table.named("w:gridCol").len();
        for row in table.named("w:tr") {
            let spanned = row.named("w:gridSpan").len();
            assert_eq!(row.named("w:tc").len() + spanned, columns);
        }
    }
}

#[test]
fn the_order_is_really_looked_at() {
    let wrong = [
        r#"<w:pPr><w:jc w:val="left"/><w:ind w:left="1"/></w:pPr>"#,
        r#"<w:rPr><w:sz w:val="32"/><w:rFonts w:ascii="x"/></w:rPr>"#,
        r#"<w:sectPr><w:pgSz w:w="1"/><w:footerReference w:type="even"/></w:sectPr>"#,
        r#"<w:tcPr><w:vAlign w:val="center"/><w:tcW w:w="1"/></w:tcPr>"#,
        "<w:pPr><w:unheard/></w:pPr>",
        r#"<w:unheard><w:jc w:val="left"/></w:unheard>"#,
        r#"<w:pPr><w:jc w:val="left"/><w:jc w:val="left"/></w:pPr>"#,
    ];
    for xml in wrong {
        assert!(fault_of(&parse(xml)).is_some(), "{xml}");
    }
}

/// What is wrong with the children of an element.
fn fault_of(element: &Element) -> Option<String> {
    if element.children.is_empty() || FREE.contains(&element.name.as_str()) {
        return None;
    }
    let Some((_, sequence)) = SEQUENCES.iter().find(|(name, _)| *name == element.name) else {
        return Some(format!("{} is not known", element.name));
    };
    let repeats = ["w:p", "w:r", "w:tr", "w:tc", "w:gridCol", "w:style", "w:footerReference"];
    let mut reached = 0;
    for child in &element.children {
        let short = child.name.trim_start_matches("w:");
        let Some(at) = sequence.split_whitespace().position(|name| name == short) else {
            return Some(format!("{} may not stand in {}", child.name, element.name));
        };
        let again = at + 1 == reached && !repeats.contains(&child.name.as_str());
        if at + 1 < reached || again {
            return Some(format!("{} stands too late in {}", child.name, element.name));
        }
        reached = at + 1;
    }
    None
}
