"""Fields of the layer kind collective_centre: collective centres for displaced people."""

from __future__ import annotations

from layers.layer_kind import Field
from layers.text import tr

FIELDS: tuple[Field, ...] = (
    Field(name="site_id", label=tr("Site id")),
    Field(name="name_en", label=tr("Name (English)")),
    Field(name="name_uk", label=tr("Name (Ukrainian)")),
    Field(name="area_code", label=tr("Hromada P-code")),
    Field(name="site_type", label=tr("Type")),
    Field(
        name="status",
        label=tr("Status"),
        vocabulary={
            "active": tr("active"),
            "standby": tr("standby"),
            "closed": tr("closed"),
            "planned": tr("planned"),
            "unknown": tr("unknown"),
        },
    ),
    Field(name="capacity", label=tr("Capacity"), type="integer", unit="people", least=0),
    Field(name="occupancy", label=tr("Occupancy"), type="integer", unit="people", least=0),
    Field(name="women", label=tr("Women"), type="integer", unit="people", least=0),
    Field(name="men", label=tr("Men"), type="integer", unit="people", least=0),
    Field(name="girls", label=tr("Girls"), type="integer", unit="people", least=0),
    Field(name="boys", label=tr("Boys"), type="integer", unit="people", least=0),
    Field(name="older_people", label=tr("Older people (60+)"), type="integer", unit="people", least=0),
    Field(
        name="people_with_disabilities",
        label=tr("Persons with disabilities"),
        type="integer",
        unit="people",
        least=0,
    ),
    Field(name="wheelchair_users", label=tr("Wheelchair users"), type="integer", unit="people", least=0),
    Field(name="stretcher_cases", label=tr("Stretcher cases"), type="integer", unit="people", least=0),
    Field(name="covered_area_m2", label=tr("Covered area"), type="number", unit="m²", least=0),
    Field(
        name="heating",
        label=tr("Heating"),
        vocabulary={
            "district": tr("district heating"),
            "own_boiler": tr("own boiler"),
            "stove": tr("stove"),
            "electric": tr("electric"),
            "none": tr("none"),
        },
    ),
    Field(name="heating_works", label=tr("Heating works"), type="boolean"),
    Field(
        name="backup_power_kw",
        label=tr("Back-up power"),
        type="number",
        unit="kW",
        least=0,
        help=tr("0 when there is known to be none"),
    ),
    Field(name="water_l_per_day", label=tr("Water supply"), type="number", unit="l/day", least=0),
    Field(name="water_taps", label=tr("Water taps"), type="integer", least=0),
    Field(name="toilets", label=tr("Toilets"), type="integer", least=0),
    Field(name="toilets_female", label=tr("Toilets for women"), type="integer", least=0),
    Field(name="toilets_accessible", label=tr("Accessible toilets"), type="integer", least=0),
    Field(name="showers", label=tr("Showers"), type="integer", least=0),
    Field(name="wheelchair_access", label=tr("Wheelchair access"), type="boolean"),
    Field(
        name="protective_shelter_places",
        label=tr("Places in a protective shelter"),
        type="integer",
        unit="people",
        least=0,
    ),
    Field(name="assessed_on", label=tr("Assessed on"), type="date"),
    Field(name="disregarded", label=tr("Marked by its publisher to be disregarded"), type="boolean"),
)
