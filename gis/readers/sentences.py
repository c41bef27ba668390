"""The words of every refusal, question, row refusal and note: Thai first, English complete, each with its remedy."""

from __future__ import annotations

from collections.abc import Iterable

from gis.readers.refusal import Choice, Question, Refusal, RowRefusal
from gis.readers.table import Level, Note

_MENDED = ("เปิดในโปรแกรมแผนที่ ตรวจแก้ แล้วบันทึกใหม่", "open it in a GIS, mend it and save it again")
_AGAIN = ("โปรดส่งออกใหม่จากต้นทาง", "export it again at its source")

#: code -> (Thai, English); {names} are filled in by the caller
REFUSALS: dict[str, tuple[str, str]] = {
    "not-a-file": ("ไม่พบแฟ้ม {name} หรืออ่านไม่ได้", "There is no readable file {name}; check the path."),
    "empty-file": (f"แฟ้มว่าง (0 ไบต์) {_AGAIN[0]}", f"The file is empty (0 bytes); {_AGAIN[1]}."),
    "file-too-large": (
        "แฟ้มใหญ่เกิน {limit} ไบต์ โปรดแบ่งเป็นส่วน หรือบันทึกเป็น FlatGeobuf",
        "The file is larger than {limit} bytes; split it, or save it as FlatGeobuf.",
    ),
    "unknown-format": (
        "เนื้อแฟ้มเป็น {kind} ไม่ใช่แฟ้มแผนที่ที่รับได้ โปรดบันทึกเป็น GeoPackage, FlatGeobuf, GeoJSON, KML หรือ shapefile ใน zip",
        "The content is {kind}, not a map file that is accepted; save it as GeoPackage, FlatGeobuf, GeoJSON, KML or a "
        "zipped shapefile.",
    ),
    "table-without-geometry": (
        "แฟ้มเป็นตาราง ({kind}) ไม่มีรูปแผนที่ จึงไม่ใช่แฟ้มเขตพื้นที่ ตารางนำเข้าทางช่องทางข้อมูลตาราง",
        "The file is a table ({kind}) without geometry, so it is not an area file; tables are imported elsewhere.",
    ),
    "shp-alone": (
        "แฟ้ม .shp เดี่ยวอ่านไม่ได้ โปรดรวม .shp .shx .dbf .prj ไว้ใน zip เดียวกัน",
        "A lone .shp cannot be read; put .shp, .shx, .dbf and .prj together into one zip.",
    ),
    "zip-broken": (
        f"แฟ้ม zip เสีย ขนาดหรือผลตรวจสอบไม่ตรงกับที่ประกาศ {_AGAIN[0]}",
        f"The zip is damaged: its sizes or check sums are not what it declares; {_AGAIN[1]}.",
    ),
    "zip-encrypted": (
        "zip มีรหัสผ่าน โปรดบีบอัดใหม่โดยไม่ใส่รหัสผ่าน",
        "The zip is password-protected; zip it without a password.",
    ),
    "zip-method": (
        "zip ใช้วิธีบีบอัดที่ไม่รับ โปรดบีบอัดแบบปกติ (deflate)",
        "The zip uses a compression that is not accepted; zip it the usual way (deflate).",
    ),
    "zip-too-many": (
        "zip มีแฟ้ม {count} แฟ้ม เกิน {limit} โปรดใส่เฉพาะชั้นข้อมูลที่จะนำเข้า",
        "The zip holds {count} files, more than {limit}; put in only the layer to import.",
    ),
    "zip-too-large": (
        "zip คลายแล้วเกิน {limit} ไบต์ โปรดแบ่งเป็นส่วน",
        "Unpacked, the zip exceeds {limit} bytes; split it.",
    ),
    "zip-ratio": (
        "แฟ้มใน zip ขยายเกิน {limit} เท่า มีลักษณะเป็นระเบิด zip จึงไม่คลาย",
        "A member of the zip grows more than {limit} times, as a zip bomb does; it was not unpacked.",
    ),
    "zip-unsafe-name": (
        "zip มีชื่อแฟ้มที่ไม่ปลอดภัย (ออกนอกโฟลเดอร์) โปรดบีบอัดใหม่จากโฟลเดอร์เดียว",
        "The zip has an unsafe member name (it leaves the folder); zip it again from one folder.",
    ),
    "zip-link": ("zip มีลิงก์หรือแฟ้มพิเศษ ไม่รับ", "The zip holds a link or special file; links are not allowed."),
    "zip-nested": (
        "zip ซ้อน zip ไม่เปิด โปรดคลายก่อนแล้วบีบอัดชั้นเดียว",
        "Archives inside the zip are not opened; unpack them first.",
    ),
    "zip-duplicate": (
        "zip มีชื่อแฟ้มซ้ำกัน กำกวม โปรดบีบอัดใหม่",
        "The zip has the same member name twice, which is ambiguous; zip it again.",
    ),
    "zip-nothing": (
        "ใน zip ไม่มีแฟ้มแผนที่ที่รับได้ (shapefile, GeoPackage, FlatGeobuf, GeoJSON, KML)",
        "The zip holds no map file that is accepted (shapefile, GeoPackage, FlatGeobuf, GeoJSON, KML).",
    ),
    "shp-missing-part": (
        "shapefile ขาดส่วน {missing} โปรดใส่ .shp .shx .dbf ให้ครบใน zip",
        "The shapefile lacks {missing}; zip .shp, .shx and .dbf together.",
    ),
    "shp-truncated": (
        "shapefile ไม่ครบ: หัวแฟ้มบอก {declared} ไบต์ แต่มี {actual} ไบต์ โปรดคัดลอกหรือส่งออกใหม่",
        "The shapefile is incomplete: its header says {declared} bytes, there are {actual}; copy or export it again.",
    ),
    "shp-counts-differ": (
        "จำนวนไม่ตรงกัน: รูป {shapes} ดัชนี {index} แถวข้อมูล {rows} โปรดส่งออก shapefile ใหม่ทั้งชุด",
        "Counts differ: {shapes} shapes, {index} index entries, {rows} attribute rows; export the shapefile again.",
    ),
    "shp-broken": (f"shapefile เสีย: {{reason}} {_AGAIN[0]}", f"The shapefile is damaged: {{reason}}; {_AGAIN[1]}."),
    "gpkg-broken": (
        "ไม่ใช่ GeoPackage ที่ใช้ได้ ({reason}) โปรดส่งออกเป็น GeoPackage ใหม่",
        "This is not a usable GeoPackage ({reason}); export it as GeoPackage again.",
    ),
    "json-too-large": (
        "GeoJSON ใหญ่เกิน {limit} ไบต์ โปรดบันทึกเป็น FlatGeobuf หรือ GeoPackage",
        "The GeoJSON is larger than {limit} bytes; save it as FlatGeobuf or GeoPackage.",
    ),
    "json-too-deep": (
        "JSON ซ้อนลึกเกิน {limit} ชั้น ไม่ใช่ข้อมูลแผนที่ปกติ",
        "The JSON is nested deeper than {limit} levels, which no map data needs.",
    ),
    "json-syntax": (
        "ผิดรูปแบบ JSON ({reason}) โปรดแก้ตรงตำแหน่งนั้น หรือส่งออกใหม่",
        "This is not JSON ({reason}); mend that place or export it again.",
    ),
    "json-not-number": (
        "มีค่า NaN หรือ Infinity ซึ่งไม่ใช่ตัวเลข JSON โปรดแก้พิกัดแล้วส่งออกใหม่",
        "There is a NaN or Infinity, which is no JSON number; mend the coordinates and export again.",
    ),
    "not-geojson": (
        "เป็น JSON แต่ไม่ใช่ GeoJSON ({reason}) โปรดส่งออกเป็น FeatureCollection",
        "This is JSON but not GeoJSON ({reason}); export a FeatureCollection.",
    ),
    "no-features": ("แฟ้มไม่มีรายการข้อมูลแผนที่เลย", "The file has no features; export the layer with its rows."),
    "xml-not-kml": (
        "เป็น XML ชนิด {root} ไม่ใช่ KML โปรดส่งออกเป็น GeoPackage หรือ GeoJSON",
        "This is XML of the kind {root}, not KML; export it as GeoPackage or GeoJSON.",
    ),
    "xml-doctype": (
        "XML มี DOCTYPE หรือ ENTITY ซึ่งไม่รับเพราะไม่ปลอดภัย โปรดลบออกแล้วบันทึกใหม่",
        "The XML has a DOCTYPE or ENTITY, which is refused as unsafe; remove it and save again.",
    ),
    "xml-syntax": (f"ผิดรูปแบบ XML ({{reason}}) {_AGAIN[0]}", f"This is not well-formed XML ({{reason}}); {_AGAIN[1]}."),
    "xml-too-deep": ("XML ซ้อนลึกเกิน {limit} ชั้น", "The XML is nested deeper than {limit} levels; save it flatter."),
    "encoding-unknown": (
        "ไม่รู้จักรหัสอักขระ {name} โปรดใช้ utf-8 หรือ cp874",
        "The encoding {name} is not known; use utf-8 or cp874.",
    ),
    "reader-timeout": (
        "อ่านนานเกิน {limit} วินาที จึงหยุด โปรดแบ่งแฟ้มหรือลดรายละเอียด",
        "Reading took more than {limit} seconds and was stopped; split the file or simplify it.",
    ),
    "reader-memory": (
        "อ่านแล้วใช้หน่วยความจำเกินกำหนด โปรดแบ่งแฟ้ม",
        "Reading needs more memory than is allowed; split the file.",
    ),
    "reader-stopped": (
        f"ตัวอ่านหยุดกลางคันกับแฟ้มนี้ ({{reason}}) {_MENDED[0]}",
        f"The reader stopped on this file ({{reason}}); {_MENDED[1]}.",
    ),
    "reader-failed": (f"อ่านแฟ้มไม่ได้: {{reason}} {_MENDED[0]}", f"The file cannot be read: {{reason}}; {_MENDED[1]}."),
    "too-much": (
        "มี{what_th} {count} เกิน {limit} โปรดแบ่งแฟ้ม",
        "There are {count} {what_en}, more than {limit}; split the file.",
    ),
    "crs-not-allowed": (
        "ไม่รับระบบพิกัด EPSG:{crs} ใช้ได้: {allowed}",
        "The coordinate system EPSG:{crs} is not accepted; use one of {allowed}.",
    ),
    "outside-thailand": (
        "พิกัดทุกแถวอยู่นอกประเทศไทย (ตะวันออก {x}, เหนือ {y}) โปรดตรวจระบบพิกัดของแฟ้ม",
        "Every row lies outside Thailand (east {x}, north {y}); check the coordinate system of the file.",
    ),
    "nothing-usable": ("ไม่มีแถวใดใช้ได้: {reason_th}", "No row can be used: {reason_en}"),
}

QUESTIONS: dict[str, tuple[str, str]] = {
    "several-layers": ("ในแฟ้มมีหลายชั้นข้อมูล จะนำเข้าชั้นใด", "The file holds several layers; which one?"),
    "layer-unknown": ("ไม่มีชั้นข้อมูลชื่อ {name} เลือกได้ตามรายการ", "There is no layer {name}; these can be chosen."),
    "crs-missing": (
        "แฟ้มไม่บอกระบบพิกัด และค่าเป็นเมตร เป็นระบบใด",
        "The file does not say its coordinate system and the values are metres; which is it?",
    ),
    "crs-unknown-datum": (
        "ระบบพิกัด {name} ใช้ทรงรี Everest แต่ไม่บอกพื้นหลักฐาน (ต่างกันได้ 600 ม.) มักเป็น Indian 1975",
        "The coordinate system {name} uses the Everest ellipsoid without a known datum (600 m at stake), usually "
        "Indian 1975; which is it?",
    ),
    "crs-unsupported": (
        "ระบบพิกัดที่ประกาศ ({name}) ไม่รับ โปรดแปลงก่อน หรือบอกระบบที่ถูกต้อง",
        "The declared coordinate system ({name}) is not accepted; convert the file, or say the right one.",
    ),
    "crs-degrees-labelled-metres": (
        "แฟ้มประกาศเป็นเมตร (EPSG:{crs}) แต่ค่าเป็นองศา น่าจะเป็น WGS 84",
        "The file declares metres (EPSG:{crs}) but the values are degrees; probably WGS 84.",
    ),
    "crs-metres-labelled-degrees": (
        "แฟ้มประกาศเป็นองศา (EPSG:{crs}) แต่ค่าเป็นเมตร น่าจะเป็น UTM",
        "The file declares degrees (EPSG:{crs}) but the values are metres; probably UTM.",
    ),
    "crs-does-not-fit": (
        "ตามระบบพิกัด EPSG:{crs} ทุกแถวอยู่นอกประเทศไทย แต่ระบบอื่นเข้ากันได้ (เช่นผิดโซน)",
        "Read as EPSG:{crs} every row lies outside Thailand, but another system fits (a wrong zone?).",
    ),
    "axes-swapped": (
        "ละติจูดกับลองจิจูดสลับที่กัน (ค่าที่สองเป็น {x}) สลับกลับหรือไม่",
        "Latitude and longitude are exchanged (the second value is {x}); exchange them back?",
    ),
}

ROWS: dict[str, tuple[str, str]] = {
    "no-geometry": ("ไม่มีรูปแผนที่", "has no geometry"),
    "empty-geometry": ("รูปแผนที่ว่าง", "has an empty geometry"),
    "not-a-feature": ("ไม่ใช่ Feature ของ GeoJSON", "is not a GeoJSON Feature"),
    "unknown-geometry-type": ("ไม่รู้จักชนิดรูป {name}", "has the unknown geometry type {name}"),
    "string-coordinates": ("พิกัดเป็นข้อความ ไม่ใช่ตัวเลข", "has coordinates that are text, not numbers"),
    "broken-coordinates": ("พิกัดผิดรูปแบบ", "has coordinates of the wrong shape"),
    "coordinates-not-finite": ("พิกัดไม่ใช่จำนวนจำกัด", "has coordinates that are not finite"),
    "degenerate-ring": ("วงรอบมีจุดต่างกันไม่ถึง 3 จุด ไม่เป็นรูปปิด", "has a ring of fewer than 3 different points"),
    "zero-area": ("รูปปิดมีพื้นที่เป็นศูนย์", "is a polygon of zero area"),
    "zero-length": ("เส้นยาวเป็นศูนย์", "is a line of zero length"),
    "null-island": ("พิกัดเป็น 0,0", "lies at 0,0"),
    "outside-thailand": (
        "พิกัดอยู่นอกประเทศไทย (ตะวันออก {x}, เหนือ {y})",
        "reaches outside Thailand (east {x}, north {y})",
    ),
}


def refusal(code: str, place: str = "", *, rejected: tuple[RowRefusal, ...] = (), **values: object) -> Refusal:
    th, en = REFUSALS[code]
    return Refusal(code, th.format(**values), en.format(**values), place, rejected=rejected)


def question(code: str, choices: Iterable[Choice], **values: object) -> Question:
    th, en = QUESTIONS[code]
    return Question(code, tuple(choices), th.format(**values), en.format(**values))


def row_refusal(row: int, code: str, **values: object) -> RowRefusal:
    th, en = ROWS[code]
    return RowRefusal(row, code, f"แถว {row} {th.format(**values)}", f"Row {row} {en.format(**values)}")


def note(code: str, level: Level, rows: Iterable[int] = (), **values: object) -> Note:
    th, en = NOTES[code]
    return Note(code, level, th.format(**values), en.format(**values), tuple(rows))


NOTES: dict[str, tuple[str, str]] = {
    "encoding-guessed": ("ไม่ได้ประกาศรหัสอักขระ อ่านเป็น {codec}", "No encoding is declared; read as {codec}."),
    "encoding-lied": (
        "ประกาศรหัสอักขระว่า {declared} แต่เนื้อเป็น {codec} จึงอ่านตามเนื้อ",
        "The declared encoding is {declared} but the bytes are {codec}; the bytes were believed.",
    ),
    "encoding-uncertain": (
        "ไม่แน่ใจรหัสอักขระ อ่านเป็น {codec} โปรดตรวจชื่อ หรือระบุ --encoding",
        "The encoding is uncertain; read as {codec}. Check the names, or say --encoding.",
    ),
    "encoding-given": ("อ่านด้วยรหัสอักขระที่ระบุ {codec}", "Read with the encoding that was given, {codec}."),
    "half-character": (
        "ข้อความถูกตัดกลางตัวอักษร ตัดเศษทิ้ง ชื่ออาจไม่ครบ",
        "Text was cut inside a character; the half was dropped, so the name may be incomplete.",
    ),
    "mojibake-repaired": ("กู้ข้อความไทยที่ถูกแปลงรหัสผิด", "Thai text that had been decoded wrongly was put right."),
    "text-broken": ("ข้อความเสียและกู้ไม่ได้", "Text is broken and cannot be put right."),
    "text-lost": ("ข้อความไทยหายเหลือแต่ ?", "The Thai text is lost, only ? is left."),
    "column-renamed": ("ชื่อคอลัมน์ซ้ำ เปลี่ยน {old} เป็น {new}", "A column name is used twice; {old} became {new}."),
    "crs-assumed": (
        "แฟ้มไม่บอกระบบพิกัด ค่าเข้ากับประเทศไทย จึงถือเป็น EPSG:{crs}",
        "The file does not say its coordinate system; the values fit Thailand, so EPSG:{crs} was assumed.",
    ),
    "crs-given": (
        "อ่านด้วยระบบพิกัดที่ระบุ EPSG:{crs} (แฟ้มประกาศ {declared})",
        "Read in the coordinate system that was given, EPSG:{crs} (the file declares {declared}).",
    ),
    "datum-shifted": (
        "แปลงจาก Indian 1975 ด้วยค่าของกรมแผนที่ทหาร (204.4798, 837.8940, 294.7765)",
        "Shifted from Indian 1975 by the Royal Thai Survey Department's parameters (204.4798, 837.8940, 294.7765).",
    ),
    "axes-exchanged": ("สลับละติจูดกับลองจิจูดตามที่ระบุ", "Latitude and longitude were exchanged, as asked."),
    "flattened": ("ตัดค่าความสูง (3 มิติ) ออก เหลือ 2 มิติ", "Heights (3-D) were dropped; the geometry is 2-D."),
    "degenerate-dropped": (
        "ตัดวงรอบที่มีจุดต่างกันไม่ถึง 3 จุดออก",
        "Rings of fewer than 3 different points were dropped.",
    ),
    "geometry-invalid": ("รูปแผนที่ไม่ถูกต้องตามเรขาคณิต ต้องซ่อม", "The geometry is invalid and needs repair."),
    "coordinates-coarse": (
        "พิกัดปัดเหลือ {decimals} ตำแหน่ง (ราว {metres} ม.) ขอบเขตอาจไม่ต่อกันสนิท",
        "Coordinates are rounded to {decimals} decimals (about {metres} m); borders may not meet.",
    ),
    "utf16": ("แฟ้มเป็น UTF-16 แปลงเป็น UTF-8", "The file is UTF-16; it was decoded."),
    "nested-values": (
        "ค่าซ้อนในคอลัมน์ {names} เก็บเป็นข้อความ JSON",
        "Nested values in {names} are kept as JSON text.",
    ),
    "folders-merged": (
        "รวมทุกโฟลเดอร์ของ KML ({count}) เป็นชั้นเดียว",
        "All folders of the KML ({count}) were merged into one layer.",
    ),
    "html-removed": ("ลบรหัส HTML ในคำอธิบาย เหลือแต่ข้อความ", "HTML in descriptions was removed, the text kept."),
    "views-ignored": ("ไม่อ่านมุมมอง (view) ใน GeoPackage: {names}", "Views in the GeoPackage are not read: {names}."),
    "members-ignored": ("ไม่ใช้แฟ้มอื่นใน zip: {names}", "Other files in the zip were not used: {names}."),
    "deleted-rows": ("ข้ามแถวที่ทำเครื่องหมายลบไว้", "Rows marked as deleted were left out."),
    "values-dropped": ("คอลัมน์ {names} เป็นข้อมูลไบนารี ไม่อ่าน", "The columns {names} are binary and were not read."),
    "fence-missing": (
        "เครื่องนี้ไม่มีรั้วป้องกัน {names} การอ่านใช้รั้วที่เหลือ",
        "This machine lacks the fence {names}; the file was read behind the others.",
    ),
}
