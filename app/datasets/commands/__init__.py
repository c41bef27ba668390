"""Acts on datasets: define, load, edit, change who may see it; and on their features one by one."""

from __future__ import annotations

from app.datasets.commands.features import add_feature, remove_feature, replace_feature, restore_feature
from app.datasets.commands.whole import (
    decide_class,
    define_dataset,
    edit_dataset,
    load_features,
    propose_class,
    remove_synthetic_datasets,
    withdraw_class,
)

__all__ = [
    "add_feature",
    "decide_class",
    "define_dataset",
    "edit_dataset",
    "load_features",
    "propose_class",
    "remove_feature",
    "remove_synthetic_datasets",
    "replace_feature",
    "restore_feature",
    "withdraw_class",
]
