"""Keeps the map in step with the session: what is drawn, what a click finds, where to zoom."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from desktop.front_on_map import FrontOnMap, front_frames, front_on_map
from desktop.map_scene import scene_of
from desktop.map_view.base_map import ROADS_KEY, SEA, load_base_map
from desktop.map_view.canvas import MapCanvas
from desktop.map_view.projection import Bounds, bounds_to_map
from desktop.map_view.scene import Ground, Picture, Scene, SceneLayer
from desktop.panels.layers_panel import BASE_KEY
from desktop.session import Session, Shown
from layers.layer import Layer, Raster
from layers.own_base_maps import own_base_maps
from layers.text import tr
from planning.outcome import FeatureRef
from planning.run_control import RunControl

if TYPE_CHECKING:
    from desktop.map_view.ground import GroundSource


class MapController(QObject):
    """Between session and canvas.

    Signals
    -------
    drawn(Picture)
        What is now on the screen.
    """

    drawn = Signal(object)

    def __init__(self, session: Session, canvas: MapCanvas) -> None:
        super().__init__(canvas)
        self._session = session
        self._canvas = canvas
        self.night = False
        self._base: tuple[SceneLayer, ...] = ()
        self._grounds: dict[str, GroundSource] = {}
        self._front: FrontOnMap | None = None
        self._played: FrontOnMap | None = None
        session.situation_changed.connect(self._find_front)
        for signal in (
            session.situation_changed,
            session.outcomes_changed,
            session.shown_changed,
            session.style_tried,
            session.selection_changed,
        ):
            signal.connect(self.refresh)
        canvas.identified.connect(self._identified)
        canvas.picture_shown.connect(self.drawn)

    def load_base_map(self) -> None:
        """Read the base map in the background."""

        def read(_control: RunControl) -> tuple[SceneLayer, ...]:
            return load_base_map()

        self._session.background.start(tr("base map"), read, done=self.take_base, listed=False)

    def refresh(self) -> None:
        """Draw what the session holds now."""
        self._canvas.exercise = self._session.situation.is_exercise
        self._canvas.set_scene(replace(self._scene(), night=self.night))

    def show_grounds(self, sources: Mapping[str, GroundSource]) -> None:
        """Draw base maps of the planner's own, by their keys, as the situation lists them."""
        self._grounds = dict(sources)
        self.refresh()

    @property
    def base(self) -> tuple[SceneLayer, ...]:
        """The base map, once it is read."""
        return self._base

    def show_front(self, front: FrontOnMap | None) -> None:
        """Draw this front in place of those of the situation; None for the situation's own again."""
        if front is not self._played:
            self._played = front
            self.refresh()

    def zoom_to_layer(self, key: str) -> None:
        """Show a layer whole."""
        if key == BASE_KEY:
            self._canvas.zoom_home()
            return
        bounds = self._bounds_of(key, None)
        if bounds is not None:
            self._canvas.zoom_to(bounds)

    def zoom_to_features(self, features: tuple[FeatureRef, ...], margin: float = 0.12) -> None:
        """Show features whole, all together."""
        found = [
            bounds
            for feature in features
            if (bounds := self._bounds_of(self._session.key_of(feature), feature.fids)) is not None
        ]
        if found:
            west, south, east, north = zip(*found, strict=True)
            self._canvas.zoom_to((min(west), min(south), max(east), max(north)), margin)

    def zoom_to_place(self, lon: float, lat: float) -> None:
        """Show a place with its surroundings."""
        self._canvas.zoom_to(bounds_to_map((lon, lat, lon, lat)))

    def show_features(self, features: tuple[FeatureRef, ...]) -> None:
        """Select features and zoom to them; their layers are switched on."""
        for feature in features:
            key = self._session.key_of(feature)
            shown = self._session.shown(key)
            if not shown.visible:
                self._session.show(key, Shown(True, shown.opacity))
        self._session.select(features)
        self.zoom_to_features(features)

    def oldest_in_view(self, picture: Picture) -> tuple[Layer, int | None] | None:
        """The layer of the oldest data drawn, and its age in days (None where unknown), stale ones first."""
        today = self._session.situation.today()
        layers = [layer for key in picture.in_view if (layer := self._session.layer(key)) is not None]
        if not layers:
            return None

        def staleness(layer: Layer) -> tuple[bool, float]:
            age = layer.age_days(today)
            return layer.is_stale(today), float("inf") if age is None else age

        oldest = max(layers, key=staleness)
        return oldest, oldest.age_days(today)

    def _find_front(self) -> None:
        """Find the contact line in the background; until then fronts are drawn as they stand."""
        situation = self._session.situation
        if not front_frames(situation) or (self._front is not None and self._front.is_of(situation)):
            return

        def find(_control: RunControl) -> FrontOnMap | None:
            return front_on_map(situation)

        def found(front: FrontOnMap | None) -> None:
            if situation is self._session.situation and front is not None:
                self._front = front
                self.refresh()

        self._session.background.start(tr("contact line"), find, done=found, listed=False)

    def take_base(self, base: tuple[SceneLayer, ...]) -> None:
        """Draw this base map beneath everything."""
        self._base = base
        self.refresh()

    def _scene(self) -> Scene:
        session = self._session
        results = [
            SceneLayer(
                key=run.key(result),
                frame=result.frame,
                symbology=result.symbology,
                opacity=session.shown(run.key(result)).opacity,
            )
            for run in reversed(session.runs)
            for result in run.outcome.map_layers
            if session.shown(run.key(result)).visible
        ]
        front = self._front if self._front is not None and self._front.is_of(session.situation) else None
        with_base = bool(self._base) and session.shown(BASE_KEY).visible
        return scene_of(
            session.situation,
            session.shown,
            self._played or front,
            style_of=session.style_of,
            results=results,
            selected=tuple((session.key_of(feature), feature.fids) for feature in session.selection),
            base=self._base_shown() if with_base else (),
            grounds=self._grounds_shown(),
            background=SEA if with_base else "#ffffff",
            only_front=self._played is not None,
        )

    def _base_shown(self) -> tuple[SceneLayer, ...]:
        """The base map; without its main roads where the situation has roads of its own."""
        session = self._session
        if any(session.shown(layer.name).visible for layer in session.situation.of_kind("road")):
            return tuple(layer for layer in self._base if layer.key != ROADS_KEY)
        return self._base

    def _grounds_shown(self) -> tuple[Ground, ...]:
        shown = [(own.key, self._session.shown(own.key)) for own in own_base_maps(self._session.situation)]
        return tuple(
            Ground(key=key, source=self._grounds[key], opacity=how.opacity)
            for key, how in shown
            if how.visible and key in self._grounds
        )

    def _bounds_of(self, key: str, fids: tuple[int, ...] | None) -> Bounds | None:
        """Map bounds of a layer or of some of its features; None when they have no place."""
        import numpy as np

        if key.startswith("outcome:"):
            frames = {run.key(m): m.frame for run in self._session.runs for m in run.outcome.map_layers}
            frame = frames.get(key)
        elif key.startswith("ground:"):
            owned = {own.key: own for own in own_base_maps(self._session.situation)}
            return bounds_to_map(owned[key].bounds) if key in owned else None
        else:
            layer = self._session.layer(key)
            if layer is not None and layer.raster is not None:
                return bounds_to_map(_raster_bounds(layer.raster))
            frame = layer.frame if layer is not None and layer.has_geometry else None
        if frame is None:
            return None
        shapes = frame.geometry if fids is None else frame.geometry[frame.index.isin(fids)]
        bounds = shapes.total_bounds
        return bounds_to_map(tuple(bounds.tolist())) if np.isfinite(bounds).all() else None

    def _identified(self, hits: list[tuple[str, int]], more: bool) -> None:
        """Select what was clicked: the topmost feature, or with Ctrl that one more."""
        session = self._session
        run = session.current_run
        usable = [
            (key, fid)
            for key, fid in hits
            if session.layer(key) is not None
            or (run is not None and key.startswith(f"outcome:{run.number}:"))
        ]
        if not usable:
            if not more:
                session.select(())
            return
        key, fid = usable[0]
        if not more:
            session.select((session.ref_of(key, (fid,)),))
            return
        kept = {session.key_of(feature): feature.fids for feature in session.selection}
        fids = kept.get(key, ())
        kept[key] = tuple(other for other in fids if other != fid) if fid in fids else (*fids, fid)
        session.select(tuple(session.ref_of(k, f) for k, f in kept.items() if f))


def _raster_bounds(raster: Raster) -> Bounds:
    rows, columns = raster.values.shape
    east = raster.west + columns * raster.cell_width
    south = raster.north - rows * raster.cell_height
    return raster.west, south, east, raster.north
