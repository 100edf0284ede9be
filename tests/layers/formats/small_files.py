"""Small files of every format, good ones and such as broken programs or hurried people write."""

from __future__ import annotations

import json
import random
import zipfile
from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import numpy as np
import openpyxl
import osmium
import pandas as pd
import rasterio
import shapely
from rasterio.transform import from_origin

from tests.layers.formats.byte_mutations import BYTE_MUTATIONS

ROWS = 12
OBLASTS = ("Lviv", "Kyiv", "Odesa", "Poltava")
NASTY = (
    "", "NaN", "nan", "inf", "-inf", "1e999", "-1e308", "9" * 60, "0x1F", "NULL", "#REF!", "#DIV/0!", "=1+1",
    "15.Лип", "99.99.9999", "31/02/2022", "2022-13-45", "0000-00-00", "N 95° 70’", "48,12,13", "\u202e\u0000",
    "a" * 5_000, "Ж" * 300, "\ud7ff", "{}", "[]", "POINT(1e400 2)", "SRID=99999;POINT(1 1)", "true", "-0",
    "1 000 000", "1.000.000,5", "<b>x</b>", "%s%n", "'; DROP TABLE x;--", "\r\n", "\t", "💥",
    "UA0000000000000000000000", "UA46", "0, 0",
)  # fmt: skip
NUMBERS = (
    float("nan"),
    float("inf"),
    -float("inf"),
    1e308,
    -1e308,
    0.0,
    -0.0,
    181.0,
    -91.0,
    2.0**63,
    1e-320,
    5_600_000.0,
)


def table(rng: random.Random) -> pd.DataFrame:
    """Collective centres, damage or an indicator table, with up to a few nasty cells."""
    numbers = range(ROWS)
    shapes = {
        "site_id": [f"CC-{n:03}" for n in numbers],
        "site_name": [f"Школа №{n}" for n in numbers],
        "oblast": [rng.choice(OBLASTS) for _ in numbers],
        "latitude": [round(48 + rng.random() * 3, 5) for _ in numbers],
        "longitude": [round(24 + rng.random() * 10, 5) for _ in numbers],
        "capacity": [rng.randrange(20, 400) for _ in numbers],
        "current_occupancy": [rng.randrange(0, 300) for _ in numbers],
        "status": [rng.choice(("open", "closed", "standby")) for _ in numbers],
        "date": [f"2024-0{1 + n % 9}-1{n % 9}" for n in numbers],
    }
    frame = pd.DataFrame(shapes).astype(object)
    if rng.random() < 0.3:
        frame = frame.drop(columns=["latitude", "longitude"]).assign(adm1_pcode="UA46", severity=3)
    for mutation in rng.sample(TABLE_MUTATIONS, rng.randrange(0, 3)):
        frame = mutation(rng, frame)
    return frame


def _nasty_cells(rng: random.Random, frame: pd.DataFrame) -> pd.DataFrame:
    frame = frame.astype(object)
    for _ in range(rng.randrange(1, 30) if len(frame) else 0):
        frame.iloc[rng.randrange(len(frame)), rng.randrange(frame.shape[1])] = rng.choice(
            (*NASTY, *NUMBERS, None)
        )
    return frame


def _nasty_column(rng: random.Random, frame: pd.DataFrame) -> pd.DataFrame:
    frame.isetitem(rng.randrange(frame.shape[1]), [rng.choice(NASTY)] * len(frame))
    return frame


def _shuffled(rng: random.Random, frame: pd.DataFrame) -> pd.DataFrame:
    return frame[rng.sample(list(frame.columns), frame.shape[1])]


def _wrong_headings(rng: random.Random, frame: pd.DataFrame) -> pd.DataFrame:
    names = list(frame.columns)
    rng.shuffle(names)
    return frame.set_axis(names, axis=1)


def _repeated_headings(rng: random.Random, frame: pd.DataFrame) -> pd.DataFrame:
    names = [rng.choice(list(frame.columns)) for _ in frame.columns]
    return frame.set_axis(names, axis=1)


def _without_columns(rng: random.Random, frame: pd.DataFrame) -> pd.DataFrame:
    return frame[rng.sample(list(frame.columns), rng.randrange(1, frame.shape[1] + 1))]


def _repeated_rows(rng: random.Random, frame: pd.DataFrame) -> pd.DataFrame:
    return pd.concat([frame] * rng.randrange(2, 5), ignore_index=True)


def _without_rows(_rng: random.Random, frame: pd.DataFrame) -> pd.DataFrame:
    return frame.iloc[:0]


def _swapped_coordinates(_rng: random.Random, frame: pd.DataFrame) -> pd.DataFrame:
    return frame.rename(columns={"latitude": "longitude", "longitude": "latitude"})


def _with_tags(_rng: random.Random, frame: pd.DataFrame) -> pd.DataFrame:
    tags = pd.DataFrame([[f"#{name}+x" for name in frame.columns]], columns=frame.columns, dtype=object)
    return pd.concat([tags, frame], ignore_index=True)


TABLE_MUTATIONS = (
    _nasty_cells, _nasty_cells, _nasty_column, _shuffled, _wrong_headings, _repeated_headings,
    _without_columns, _repeated_rows, _without_rows, _swapped_coordinates, _with_tags,
)  # fmt: skip


def _csv(rng: random.Random, folder: Path) -> Path:
    path = folder / rng.choice(("sites.csv", "sites.tsv", "damage_2024.csv", "indicator.txt"))
    text = table(rng).to_csv(
        index=False, sep=rng.choice(",;\t|"), lineterminator=rng.choice(("\n", "\r\n", "\r"))
    )
    encoding = rng.choice(("utf-8", "utf-8-sig", "cp1251", "utf-16", "koi8-u", "utf-16-be"))
    path.write_bytes(text.encode(encoding, "replace"))
    return path


def _ragged(rng: random.Random, folder: Path) -> Path:
    path = _csv(rng, folder)
    lines = path.read_bytes().split(b"\n")
    for _ in range(rng.randrange(1, 6)):
        at = rng.randrange(len(lines))
        lines[at] += rng.choice((b",,,,", b';"', b'"', b"\x00", b"\xff\xff", b",x" * 50, b"\r", b'"""'))
    path.write_bytes(b"\n".join(lines))
    return path


def _xlsx(rng: random.Random, folder: Path) -> Path:
    path = folder / rng.choice(("sites.xlsx", "HNO_2024.xlsx", "damage.xlsm"))
    book = openpyxl.Workbook()
    for number in range(rng.randrange(1, 4)):
        sheet = book.active if number == 0 else book.create_sheet(f"Sheet<{number}>")
        frame = table(rng)
        for _ in range(rng.randrange(0, 4)):
            sheet.append([rng.choice(("A title", None, "Severity"))] * rng.randrange(1, 4))
        for row in (list(frame.columns), *frame.to_numpy().tolist()):
            sheet.append([_cell(value) for value in row])
        if rng.random() < 0.4:
            sheet.merge_cells(
                start_row=1, start_column=1, end_row=rng.randrange(1, 4), end_column=rng.randrange(1, 6)
            )
    book.save(path)
    return path


def _cell(value: object) -> object:
    if isinstance(value, str):
        return openpyxl.cell.cell.ILLEGAL_CHARACTERS_RE.sub("", value)
    if isinstance(value, float) and not np.isfinite(value):
        return str(value)
    return value


def _records(rng: random.Random, folder: Path) -> Path:
    path = folder / "incidents.json"
    records = json.loads(table(rng).T.reset_index(drop=True).T.to_json(orient="values", force_ascii=False))
    names = ["id", "date", "latitude", "longitude", "description", "status", "a", "b", "c"]
    content: object = [dict(zip(names, record, strict=False)) for record in records]
    content = rng.choice(
        (content, {"data": content}, {"data": content, "more": content}, [content], [[1, 2]], [1], {})
    )
    path.write_text(json.dumps(content, ensure_ascii=rng.random() < 0.5), encoding="utf-8")
    return path


def _geometry(rng: random.Random) -> object:
    x, y = 24 + rng.random() * 8, 48 + rng.random() * 3
    ring = [[x, y], [x + 0.2, y], [x + 0.2, y + 0.2], [x, y + 0.2], [x, y]]
    return rng.choice(
        (
            {"type": "Point", "coordinates": [x, y]},
            {"type": "Point", "coordinates": [x, y, 120.0, 4.0]},
            {"type": "Point", "coordinates": []},
            {"type": "Point", "coordinates": [str(x), str(y)]},
            {"type": "Point", "coordinates": [float("nan"), 1e308]},
            {"type": "Point", "coordinates": [rng.choice(NUMBERS), rng.choice(NUMBERS)]},
            {"type": "LineString", "coordinates": [[x, y], [x + 1, y + 1]]},
            {"type": "LineString", "coordinates": [[x, y]]},
            {"type": "Polygon", "coordinates": [ring]},
            {"type": "Polygon", "coordinates": [ring[:-1]]},
            {"type": "Polygon", "coordinates": [ring[:2]]},
            {"type": "Polygon", "coordinates": [[ring[0], ring[2], ring[1], ring[3], ring[0]]]},
            {"type": "Polygon", "coordinates": [[[x, y]] * 4]},
            {"type": "MultiPolygon", "coordinates": [[ring], [ring]]},
            {"type": "MultiPoint", "coordinates": [[x, y], [x, y + 1]]},
            {"type": "GeometryCollection", "geometries": [{"type": "Point", "coordinates": [x, y]}]},
            {"type": "Circle", "coordinates": [x, y]},
            None,
        )
    )


def _geojson(rng: random.Random, folder: Path) -> Path:
    path = folder / rng.choice(("areas.geojson", "front_20240715.geojson", "points.json"))
    alike = _geometry(rng) if rng.random() < 0.6 else None
    features: list[object] = []
    for record in table(rng).to_numpy().tolist():
        keys = ("ADM3_PCODE", "name", "ADM3_EN", "status", "damage", "population", "date", "x", "y")
        properties: object = dict(zip(keys, record, strict=False))
        if rng.random() < 0.1:
            properties = rng.choice((None, {}, [], "text", {"nested": {"deep": [1]}}))
        shape = alike if alike is not None and rng.random() < 0.8 else _geometry(rng)
        features.append({"type": "Feature", "properties": properties, "geometry": shape})
    odd = (None, 1, "x", {}, {"type": "Feature"}, {"type": "FeatureCollection", "features": []})
    features += [rng.choice(odd) for _ in range(rng.randrange(0, 3))]
    crs = {
        "type": "name",
        "properties": {"name": rng.choice(("EPSG:3857", "EPSG:99999", "urn:ogc:def:crs:OGC:1.3:CRS84"))},
    }
    content: dict[str, object] = {"type": "FeatureCollection", "features": features}
    if rng.random() < 0.2:
        content["crs"] = crs
    if rng.random() < 0.1:
        content["features"] = rng.choice(([], None, {}, "x"))
    path.write_text(json.dumps(content, default=str), encoding="utf-8")
    return path


def _frame(rng: random.Random) -> gpd.GeoDataFrame:
    """Shapes that GDAL can write, some of them broken, with plain columns."""
    shapes: list[object] = []
    while len(shapes) < ROWS:
        found = _geometry(rng)
        shapes.append(shapely.from_geojson(json.dumps(found), on_invalid="ignore") if found else None)
    ids = shapely.get_type_id(np.array(shapes, dtype=object))
    kept = [
        s if i == rng.choice(ids) or rng.random() < 0.2 else None for s, i in zip(shapes, ids, strict=True)
    ]
    columns = {"name": [f"Назва {n}" for n in range(ROWS)], "code": "UA46", "value": rng.choice(NUMBERS)}
    crs = rng.choice(("EPSG:4326", "EPSG:3857", "EPSG:32636", None))
    return gpd.GeoDataFrame(pd.DataFrame(columns), geometry=gpd.GeoSeries(kept, crs=crs))


def _shapefile(rng: random.Random, folder: Path) -> Path:
    kind = rng.choice(("Point", "LineString", "Polygon"))
    frame = _frame(rng)
    frame = frame[(frame.geom_type == kind) | frame.geometry.isna()]
    path = folder / "roads.shp"
    frame.to_file(path, driver="ESRI Shapefile", encoding=rng.choice(("UTF-8", "CP1251")), engine="pyogrio")
    for ending in (".prj", ".cpg", ".dbf", ".shx"):
        if rng.random() < 0.2:
            path.with_suffix(ending).unlink(missing_ok=True)
    if rng.random() < 0.3:
        part = path.with_suffix(rng.choice((".dbf", ".shx", ".prj", ".cpg")))
        if part.exists():
            rng.choice(BYTE_MUTATIONS[:6])(rng, part)
    if rng.random() < 0.4:
        packed = folder / "roads.zip"
        with zipfile.ZipFile(packed, "w") as archive:
            for part in sorted(folder.glob("roads.*")):
                if part != packed:
                    archive.write(part, part.name)
        return packed
    return path


def _of_driver(driver: str, name: str) -> Callable[[random.Random, Path], Path]:
    def make(rng: random.Random, folder: Path) -> Path:
        frame = _frame(rng)
        frame = frame[frame.geometry.notna()]
        if driver == "FlatGeobuf":
            frame = frame[~frame.geometry.is_empty]
        if len(frame) == 0:
            frame = gpd.GeoDataFrame({"name": ["a"]}, geometry=[shapely.Point(24, 49)], crs="EPSG:4326")
        path = folder / name
        frame.to_file(path, driver=driver, engine="pyogrio")
        return path

    return make


def _kml(rng: random.Random, folder: Path) -> Path:
    marks = []
    for _ in range(ROWS):
        at = ",".join(str(rng.choice((*NUMBERS, 24.5, 49.1))) for _ in range(rng.randrange(0, 4)))
        name = rng.choice(("Пункт", "A &amp; B", "<i>x</i>", ""))
        shape = rng.choice(("Point", "LineString", "Polygon", "Unknown"))
        marks.append(
            f"<Placemark><name>{name}</name><{shape}><coordinates>{at} {at}</coordinates></{shape}>"
            "</Placemark>"
        )
    text = f'<kml xmlns="http://www.opengis.net/kml/2.2"><Document>{"".join(marks)}</Document></kml>'
    if rng.random() < 0.3:
        path = folder / "front.kmz"
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr(rng.choice(("doc.kml", "other.txt", "files/a.kml")), text)
        return path
    path = folder / "front.kml"
    path.write_text(text, encoding="utf-8")
    return path


def _gpx(rng: random.Random, folder: Path) -> Path:
    path = folder / "track.gpx"
    points = "".join(f'<wpt lat="{rng.choice(NUMBERS)}" lon="24"><name>{n}</name></wpt>' for n in range(4))
    path.write_text(
        f'<gpx version="1.1" creator="x" xmlns="http://www.topografix.com/GPX/1/1">{points}</gpx>',
        encoding="utf-8",
    )
    return path


def _osm_xml(rng: random.Random, folder: Path) -> Path:
    path = folder / "extract.osm"
    values = (
        "primary",
        "50",
        "UA:urban",
        "-1",
        "yes",
        "Ж" * 200,
        "",
        "&#x202e;",
        "hospital",
        "border_control",
        "city",
    )
    keys = ("highway", "maxspeed", "oneway", "amenity", "place", "layer", "maxweight", "barrier", "name")
    parts = []
    for number in range(1, ROWS):
        lon = rng.choice(("24.1", "24.2", "900", "nan", "x", "24.3"))
        parts.append(
            f'<node id="{rng.choice((number, number, -number, 10**12))}" lat="49.{number}" lon="{lon}"/>'
        )
    for number in range(1, 6):
        tags = "".join(f'<tag k="{key}" v="{rng.choice(values)}"/>' for key in rng.sample(keys, 4))
        nodes = "".join(f'<nd ref="{rng.randrange(1, ROWS + 3)}"/>' for _ in range(rng.randrange(0, 5)))
        parts.append(f'<way id="{number}">{nodes}{tags}</way>')
    parts.append(
        '<relation id="1"><member type="way" ref="1" role="from"/><tag k="type" v="restriction"/></relation>'
    )
    if rng.random() < 0.3:
        rng.shuffle(parts)
    path.write_text(f'<osm version="0.6">{"".join(parts)}</osm>', encoding="utf-8")
    return path


def _osm_pbf(rng: random.Random, folder: Path) -> Path:
    path = folder / "extract.osm.pbf"
    with osmium.SimpleWriter(str(path), overwrite=True) as writer:
        for number in range(1, 50):
            location = (24 + number / 100, 49 + rng.random())
            writer.add_node(osmium.osm.mutable.Node(id=number, location=location, tags={"place": "village"}))
        for number in range(1, 10):
            nodes = rng.sample(range(1, 55), 4)
            writer.add_way(osmium.osm.mutable.Way(id=number, nodes=nodes, tags={"highway": "primary"}))
    return path


def _raster(rng: random.Random, folder: Path) -> Path:
    path = folder / "ukr_ppp_2020.tif"
    values = np.full((8, 8), rng.choice(NUMBERS), dtype="float32" if rng.random() < 0.7 else "float64")
    profile = {
        "driver": "GTiff",
        "width": 8,
        "height": 8,
        "count": rng.choice((1, 1, 3)),
        "dtype": str(values.dtype),
    }
    if rng.random() < 0.8:
        profile["crs"] = rng.choice(("EPSG:4326", "EPSG:3857", "EPSG:32636"))
    step = rng.choice((0.1, 1000.0, 1e-9, -0.1))
    with rasterio.open(
        path, "w", transform=from_origin(rng.choice((24.0, 500_000.0, 1e12)), 50.0, step, step), **profile
    ) as target:
        for band in range(1, profile["count"] + 1):
            target.write(values, band)
    return path


def _unknown(rng: random.Random, folder: Path) -> Path:
    path = folder / rng.choice(
        ("data.mat", "data", "data.docx", "data.gdb", ".csv", "a.b.c.zip", "x.rar", "photo.jpg")
    )
    path.write_bytes(rng.randbytes(rng.randrange(0, 5_000)))
    return path


MAKERS: tuple[Callable[[random.Random, Path], Path], ...] = (
    _csv, _csv, _csv, _ragged, _ragged, _xlsx, _xlsx, _records, _geojson, _geojson, _geojson, _shapefile,
    _shapefile, _of_driver("GPKG", "areas.gpkg"), _of_driver("FlatGeobuf", "areas.fgb"), _kml, _gpx, _osm_xml,
    _osm_pbf, _raster, _unknown,
)  # fmt: skip
# bytes are changed more often in formats that nothing else breaks
SHARE_BROKEN_IN_BYTES = {_osm_pbf: 0.9, _unknown: 0.0}
