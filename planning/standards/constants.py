"""Standards and planning constants, each with its unit and source; every one can be changed by the user.

Sources
-------
Sphere
    Sphere Association (2018), The Sphere Handbook, fourth edition.
UNHCR
    UNHCR Emergency Handbook, entries on collective centres and on cold climates.
"""

from __future__ import annotations

from dataclasses import dataclass

from layers.text import Text, tr

SPHERE = "Sphere Handbook 2018"
UNHCR = "UNHCR Emergency Handbook"


@dataclass(frozen=True, slots=True, kw_only=True)
class Standard:
    """A constant with what it means.

    Attributes
    ----------
    name : str
        Identifier; the unit stands in it.
    unit : str
        Shown beside the value.
    confirmed : bool
        False when the figure was not found in the source itself; it is then shown with †.
    least, most : float
        Bounds of what may be put in its place.
    """

    name: str
    label: Text
    value: float
    unit: str
    source: str
    confirmed: bool = True
    least: float = 0.0
    most: float = 100_000.0

    @property
    def cited(self) -> str:
        """The source, with † when the figure is not confirmed in it."""
        return self.source if self.confirmed else f"{self.source} †"

    @property
    def shown(self) -> str:
        """The value as a person reads it; a day of the year as 10-15."""
        if self.name.endswith("_mmdd"):
            return f"{int(self.value) // 100:02d}-{int(self.value) % 100:02d}"
        return f"{self.value:g}"


STANDARDS: tuple[Standard, ...] = (
    Standard(
        name="water_l_per_person_day",
        label=tr("Water"),
        value=15.0,
        unit="l/person/day",
        source=SPHERE,
        least=2.5,
        most=200,
    ),
    Standard(
        name="survival_water_l_per_person_day",
        label=tr("Water to survive"),
        value=7.5,
        unit="l/person/day",
        source=SPHERE,
        least=2.5,
        most=15,
    ),
    Standard(
        name="people_per_tap", label=tr("People a tap"), value=250, unit="people", source=SPHERE, least=1
    ),
    Standard(
        name="people_per_hand_pump",
        label=tr("People a hand pump"),
        value=500,
        unit="people",
        source=SPHERE,
        confirmed=False,
        least=1,
    ),
    Standard(
        name="people_per_toilet",
        label=tr("People a toilet"),
        value=20,
        unit="people",
        source=SPHERE,
        least=1,
    ),
    Standard(
        name="people_per_toilet_at_first",
        label=tr("People a toilet in the first days"),
        value=50,
        unit="people",
        source=SPHERE,
        least=1,
    ),
    Standard(
        name="toilets_female_per_male",
        label=tr("Toilets for women for each one for men"),
        value=3,
        unit="toilets",
        source=SPHERE,
        least=0.1,
        most=20,
    ),
    Standard(
        name="accessible_toilet_percent",
        label=tr("Accessible toilets among all"),
        value=10,
        unit="%",
        source="planning figure",
        confirmed=False,
        most=100,
    ),
    Standard(
        name="people_per_shower",
        label=tr("People a shower"),
        value=50,
        unit="people",
        source=SPHERE,
        confirmed=False,
        least=1,
    ),
    Standard(
        name="bathing_soap_g_per_person_month",
        label=tr("Bathing soap"),
        value=250,
        unit="g/person/month",
        source=SPHERE,
    ),
    Standard(
        name="laundry_soap_g_per_person_month",
        label=tr("Laundry soap"),
        value=200,
        unit="g/person/month",
        source=SPHERE,
        confirmed=False,
    ),
    Standard(
        name="water_containers_per_household",
        label=tr("Water containers of 10 to 20 l"),
        value=2,
        unit="a household",
        source=SPHERE,
    ),
    Standard(
        name="people_per_household",
        label=tr("People in a household"),
        value=2.42,
        unit="people",
        source="Shelter Cluster, Donbas 2019-20",
        least=1,
        most=20,
    ),
    Standard(
        name="covered_area_m2_per_person",
        label=tr("Covered floor"),
        value=3.5,
        unit="m²/person",
        source=SPHERE,
        least=0.5,
        most=50,
    ),
    Standard(
        name="covered_area_cold_m2_per_person",
        label=tr("Covered floor in the cold season"),
        value=4.5,
        unit="m²/person",
        source=UNHCR,
        least=0.5,
        most=50,
    ),
    Standard(
        name="backup_power_kw_per_person",
        label=tr("Back-up power"),
        value=0.05,
        unit="kW/person",
        source="planning figure",
        confirmed=False,
        most=10,
    ),
    Standard(
        name="shelter_places_percent",
        label=tr("People with a place in a protective shelter"),
        value=100,
        unit="%",
        source="planning figure",
        confirmed=False,
        most=100,
    ),
    Standard(
        name="heating_season_begins_mmdd",
        label=tr("Heating season begins"),
        value=1015,
        unit="(month-day)",
        source="usual start, mid-October",
        confirmed=False,
        least=101,
        most=1231,
    ),
    Standard(
        name="heating_season_ends_mmdd",
        label=tr("Heating season ends"),
        value=415,
        unit="(month-day)",
        source="usual end, mid-April",
        confirmed=False,
        least=101,
        most=1231,
    ),
)
