"""All layers of a directory, read once and frozen (บัญชีชั้นข้อมูล)."""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType

from pydantic import ValidationError

from gis.access import Read, Visible
from gis.layer import Layer


class LayerError(ValueError):
    """A layer file is wrong; names the file and each wrong key."""


@lru_cache(maxsize=256)
def _layer(layer_id: str, words: str) -> Layer:
    """What a file says, for as long as it says the same: a service that is made anew parses nothing again."""
    return Layer.model_validate({**tomllib.loads(words), "id": layer_id})


def read_layer(path: Path) -> Layer:
    """The layer of one TOML file. Raises LayerError."""
    try:
        return _layer(path.stem, path.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, ValidationError) as error:
        raise LayerError(f"{path.name}: {error}") from error


class Catalog:
    """The layers by id. Iterating gives them in drawing order, lowest first."""

    def __init__(self, layers: Mapping[str, Layer], hashes: Mapping[str, str]) -> None:
        self._layers = MappingProxyType(dict(layers))
        self._hashes = MappingProxyType(dict(hashes))
        self._classes = {layer.id: layer.classes for layer in self._layers.values()}
        self._reduced: dict[tuple[str, frozenset[Read]], Layer] = {}

    @classmethod
    def read(cls, directory: Path) -> Catalog:
        """Every ``*.toml`` of the directory; there is no other list of layers."""
        paths = sorted(directory.glob("*.toml"))
        hashes = {path.stem: hashlib.sha256(path.read_bytes()).hexdigest()[:12] for path in paths}
        return cls({path.stem: read_layer(path) for path in paths}, hashes)

    def __iter__(self) -> Iterator[Layer]:
        return iter(sorted(self._layers.values(), key=lambda layer: (layer.style.order, layer.id)))

    def __len__(self) -> int:
        return len(self._layers)

    def get(self, layer_id: str, visible: Visible) -> Layer | None:
        """The layer as it is for this viewer, if it exists for him."""
        layer = self._layers.get(layer_id)
        return self._seen(layer, visible) if layer is not None and _exists(layer, visible) else None

    def visible(self, visible: Visible) -> list[Layer]:
        return [self._seen(layer, visible) for layer in self if _exists(layer, visible)]

    def _seen(self, layer: Layer, visible: Visible) -> Layer:
        """The layer without what is above the viewer; one object for all who may see the same of it."""
        held = self._classes[layer.id]
        hidden = held - visible.cleared_for(layer.access.purpose) if held else held
        if not hidden:
            return layer
        key = (layer.id, hidden)
        if key not in self._reduced:
            self._reduced[key] = layer.without(hidden)
        return self._reduced[key]

    def showing(self, layer: Layer) -> Catalog:
        """The same layers, with ``layer`` in the place of the one of its id."""
        return Catalog({**self._layers, layer.id: layer}, self._hashes)

    def hash_of(self, layer_id: str) -> str:
        """Changes when the layer's file does; part of every cache key."""
        return self._hashes[layer_id]


def _exists(layer: Layer, visible: Visible) -> bool:
    return layer.visible_to(visible) and (visible.layers is None or layer.id in visible.layers)
