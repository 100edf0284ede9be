"""Changes of services and weather: outages of power, heating and water, cold and snow."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, ClassVar

from layers.layer import Layer
from layers.text import Text, tr
from layers.workspace import Document, Workspace
from planning.changes.change import Change, area_of, is_wkt, no_effect, within_area
from planning.outcome import Assumption, Ground

WEATHER_SECTION = "weather"
# Heating is needed when the mean outdoor temperature of the day is lower; the rule by which heating seasons
# begin in Ukraine.
HEATING_BELOW_C = 8.0
# Heating that stops without current: electric, and boilers whose pumps are electric.
_NEEDS_POWER = ("electric", "own_boiler")


@dataclass(frozen=True, slots=True, kw_only=True)
class UtilityOutage(Change):
    """Power, district heating or water fails in an area; collective centres there feel it."""

    kind: ClassVar[str] = "utility_outage"
    label: ClassVar[Text] = tr("Utility outage")
    area: str = field(
        default="",
        metadata={
            "label": tr("Area"),
            "pick": "place",
            "help": tr("Code or name of an area, or POLYGON in longitude and latitude"),
        },
    )
    power: bool = field(default=True, metadata={"label": tr("No power")})
    heating: bool = field(default=False, metadata={"label": tr("No district heating")})
    water: bool = field(default=False, metadata={"label": tr("No water")})

    def apply(self, workspace: Workspace) -> Workspace:
        """Set `heating_works` and `water_l_per_day` of the centres in the area."""
        if not (self.power or self.heating or self.water):
            raise no_effect(tr("the outage is of no utility"), tr("Choose power, heating or water."))
        area = area_of(workspace, self.area)
        layers = workspace.of_kind("collective_centre")
        if not layers:
            raise no_effect(
                tr("the workspace holds no collective centres that an outage would touch"),
                tr("Import them."),
            )
        for layer in layers:
            workspace = workspace.with_layer(self._applied(layer, area))
        return workspace

    def text(self) -> Text:
        """The change in words."""
        return tr("no {what} in {area}", what=self._what(), area=self._where())

    def notes(self, before: Workspace, after: Workspace) -> tuple[Assumption, ...]:
        """How many centres lost what, and by which rule."""
        area = area_of(before, self.area)
        cold = dry = unknown = 0
        for layer in before.of_kind("collective_centre"):
            old, new = layer.frame, after.layer(layer.name).frame
            cold += int((new["heating_works"].eq(False) & ~old["heating_works"].eq(False)).sum())
            dry += int((new["water_l_per_day"].eq(0) & ~old["water_l_per_day"].eq(0)).sum())
            if self.power:
                needs = within_area(old, area) & old["heating"].isin(_NEEDS_POWER).to_numpy()
                unknown += int((needs & old["backup_power_kw"].isna().to_numpy()).sum())
        rule = tr(
            "Scenario: an outage of power stops electric heating and own boilers without back-up power, one "
            "of heating stops district heating, one of water stops the supply: {cold:,} centres lost their "
            "heating, {dry:,} their water",
            cold=cold,
            dry=dry,
        )
        notes = [self.chosen(), Assumption(text=rule, ground=Ground.DEFAULT, source="Corridor")]
        if unknown:
            text = tr(
                "{count:,} centres whose back-up power is not known are taken to have none", count=unknown
            )
            notes.append(Assumption(text=text, ground=Ground.SUBSTITUTED))
        return tuple(notes)

    def _applied(self, layer: Layer, area: Any) -> Layer:
        if not (layer.has_geometry and len(layer)):
            return layer
        frame = layer.frame.copy(deep=False)
        inside = within_area(frame, area)
        stops = frame["heating"].eq("district").to_numpy(dtype=bool, na_value=False) & self.heating
        if self.power:
            needs = frame["heating"].isin(_NEEDS_POWER).to_numpy()
            stops |= needs & ~(frame["backup_power_kw"] > 0).to_numpy(dtype=bool, na_value=False)
        frame["heating_works"] = frame["heating_works"].mask(inside & stops, False)
        if self.water:
            frame["water_l_per_day"] = frame["water_l_per_day"].mask(inside, 0.0)
        return layer.with_frame(frame)

    def _what(self) -> str:
        words = ((self.power, tr("power")), (self.heating, tr("district heating")), (self.water, tr("water")))
        return ", ".join(str(word) for fails, word in words if fails)

    def _where(self) -> Text | str:
        return tr("a drawn area") if is_wkt(self.area) else self.area


@dataclass(frozen=True, slots=True, kw_only=True)
class Weather(Change):
    """Cold and snow: heating is needed below 8 °C whatever the date, and snow slows every road."""

    kind: ClassVar[str] = "weather"
    label: ClassVar[Text] = tr("Weather")
    temperature_c: float = field(
        default=-10.0,
        metadata={"label": tr("Mean temperature of the day"), "unit": "°C", "least": -50.0, "most": 50.0},
    )
    speed_factor: float = field(
        default=1.0,
        metadata={
            "label": tr("Share of the speed left"),
            "least": 0.05,
            "most": 1.0,
            "help": tr("In snow, ice or mud; 1 leaves roads as they are"),
        },
    )

    def apply(self, workspace: Workspace) -> Workspace:
        """Store the weather, the share of speeds left for the network, and a heating season for the cold."""
        from planning.network.speeds import RULES, rules_of, speeds_document
        from planning.network.speeds import SECTION as SPEEDS
        from planning.standards import with_standard

        content = {"temperature_c": self.temperature_c, "speed_factor": self.speed_factor}
        workspace = workspace.with_document(
            Document(section=WEATHER_SECTION, name="weather", content=content)
        )
        if self.speed_factor != 1.0:
            rules = rules_of(workspace)
            stored = next((d.content for d in workspace.documents_of(SPEEDS) if d.name == RULES), {})
            slowed = {
                "weather_factor": rules.weather_factor * self.speed_factor,
                "access_kmh": rules.access_kmh * self.speed_factor,
            }
            workspace = workspace.with_document(speeds_document(RULES, {**stored, **slowed}))
        if self.temperature_c < HEATING_BELOW_C:
            for name, day in (("heating_season_begins_mmdd", 101), ("heating_season_ends_mmdd", 1231)):
                workspace = with_standard(workspace, name, day, "scenario")
        return workspace

    def text(self) -> Text:
        """The change in words."""
        if self.speed_factor == 1.0:
            return tr("{degrees:g} °C", degrees=self.temperature_c)
        return tr(
            "{degrees:g} °C, snow or ice leaves {share:.0%} of the speed on roads",
            degrees=self.temperature_c,
            share=self.speed_factor,
        )

    def notes(self, before: Workspace, after: Workspace) -> tuple[Assumption, ...]:  # noqa: ARG002
        """What the weather does, and by which rule."""
        if self.temperature_c >= HEATING_BELOW_C:
            return (self.chosen(),)
        rule = tr("Heating is needed below a mean of {limit:g} °C, whatever the date", limit=HEATING_BELOW_C)
        return (
            self.chosen(),
            Assumption(
                text=rule, ground=Ground.DEFAULT, source=str(tr("rule of heating seasons in Ukraine"))
            ),
        )
