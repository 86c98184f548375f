"""piiguard on Apache Spark: DataFrames masked and searched by executors, and the scan with a task a unit.

Needs PySpark 4 (``pip install 'piiguard[spark]'``) and Java 17; nothing of it is loaded before a function is called.
"""

from __future__ import annotations

from piiguard.spark.columns import find_columns, mask_columns
from piiguard.spark.needs import SparkError, require, session
from piiguard.spark.statistics import column_statistics
from piiguard.spark.units import Readers
from piiguard.spark.worker import Recipe

__all__ = ["Readers", "Recipe", "SparkError", "column_statistics", "find_columns", "mask_columns", "require", "session"]
