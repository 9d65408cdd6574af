"""The same question put to Splink 5 and DuckDB, for tables of millions of rows: `pip install 'regard[dedupe]'`.

Columns are recognised and brought into one form as ever (`columns.py`); blocking, learning and scoring are Splink's
(Linacre et al., Splink, International Journal of Population Data Science 7(3), 2022), out of memory on several cores. The next
step for more is the same settings on Spark, which Splink supports.
"""

from collections.abc import Mapping, Sequence
from itertools import combinations
from typing import Any

from regard.data_quality.rules.blocking import part_of
from regard.data_quality.rules.columns import Column, Kind
from regard.data_quality.rules.comparing import ALIKE, DIFFERENT, NEAR, SAME
from regard.data_quality.rules.linkage import Pair, comparable, word

#: Most columns make blocks; how many values such a column must have.
_BLOCKED, _FEW_VALUES = 7, 10
#: Records that have so many columns in common are taken for the same while their number is guessed, and are so much of it.
_SURE, _RECALL = 3, 0.7
_BY_SLIPS = {Kind.DAY, Kind.PHONE, Kind.POSTCODE, Kind.IDENTIFIER}
_WHOLE = {Kind.CHOICE, Kind.AMOUNT, Kind.NUMBERS}
#: What weighs less, in bits, is not worth a word.
_WORTH_SAYING = 0.7


class NotInstalledError(Exception):
    """Splink is not there. The message says how to get it."""


def link_large(texts: Mapping[str, Sequence[str]], *, threshold: float = 0.5) -> list[Pair]:
    """As `linkage.link`, by Splink. Raises NotInstalledError."""
    columns = _independent(comparable(texts))
    telling = [place for place, column in enumerate(columns) if len(set(column.plain)) > _FEW_VALUES][:_BLOCKED]
    if len(columns) < 2 or not telling:
        return []
    linker = _linker(columns, telling)
    _train(linker, telling)
    found = linker.inference.predict(threshold_match_probability=threshold).as_pyarrow_table()
    pairs = (_pair(row, columns) for part in found.to_batches() for row in part.to_pylist())
    return sorted(pairs, key=lambda pair: (pair.first, pair.second))


def _independent(columns: Sequence[Column]) -> list[Column]:
    """One column of each kind, the one with most values: Splink takes each for news, and a second name of the same is none."""
    best: dict[str, Column] = {}
    for column in columns:
        key = column.title if column.kind in _WHOLE else column.kind.value
        if key not in best or len(set(column.plain)) > len(set(best[key].plain)):
            best[key] = column
    return list(best.values())


def _linker(columns: Sequence[Column], telling: Sequence[int]) -> Any:
    try:
        import pyarrow as arrow  # noqa: ICN001, PLC0415  an extra: most installations do not have it
        from splink import DuckDBAPI, Linker, SettingsCreator, block_on  # noqa: PLC0415
    except ImportError as missing:
        raise NotInstalledError(f"this engine needs {missing.name}; run: pip install 'regard[dedupe]'") from missing
    table: dict[str, Sequence[Any]] = {"unique_id": range(len(columns[0].plain))}
    for place, column in enumerate(columns):
        table[f"c{place}"] = [text or None for text in column.plain]
        table[f"k{place}"] = [part_of(column.kind, text) or None for text in column.plain]
    settings = SettingsCreator(
        link_type="dedupe_only", comparisons=[_comparison(column, place) for place, column in enumerate(columns)],
        blocking_rules_to_generate_predictions=[
            *(block_on(f"c{place}") for place in telling),
            *(block_on(f"k{one}", f"k{other}") for one, other in combinations(telling, 2)),
        ],
        retain_intermediate_calculation_columns=True, retain_matching_columns=True,
    )  # fmt: skip
    return Linker(DuckDBAPI().register(arrow.table(table)), settings, log_level=40)


def _comparison(column: Column, place: int) -> Any:
    import splink.comparison_library as compare  # noqa: PLC0415

    name = f"c{place}"
    if column.kind in _WHOLE:
        return compare.ExactMatch(name)
    if column.kind in _BY_SLIPS:
        return compare.DamerauLevenshteinAtThresholds(name, [1, 2])
    return compare.JaroWinklerAtThresholds(name, [0.94, 0.88, 0.8]).configure(term_frequency_adjustments=True)


def _train(linker: Any, telling: Sequence[int]) -> None:
    """How often random records agree, how many pairs there are, and, blocked by one column each, how often the same do."""
    from splink import block_on  # noqa: PLC0415

    together = combinations(telling, min(_SURE, len(telling)))
    sure = [block_on(*(f"c{place}" for place in places)) for places in together]
    linker.training.estimate_probability_two_random_records_match(sure, recall=_RECALL)
    linker.training.estimate_u_using_random_sampling(max_pairs=2e6, seed=1)
    for place in telling[:3]:
        try:
            linker.training.estimate_parameters_using_expectation_maximisation(block_on(f"c{place}"))
        except ValueError as error:
            # In a block in which a level never occurs Splink refuses its own zero; the other blocks know that column too.
            if "m_probability" not in str(error):
                raise


def _pair(row: Mapping[str, Any], columns: Sequence[Column]) -> Pair:
    first, second = sorted((row["unique_id_l"], row["unique_id_r"]))
    told = []
    for place, column in enumerate(columns):
        weight = row.get(f"mw_c{place}") or 0.0
        if abs(weight) >= _WORTH_SAYING:
            told.append((weight, word(column.title, _level(column, row[f"gamma_c{place}"]))))
    return Pair(
        first=first, second=second, p=row["match_probability"], why=[text for _weight, text in sorted(told, reverse=True)]
    )  # fmt: skip


def _level(column: Column, gamma: int) -> int:
    """Splink counts its levels from 0, different, to the same."""
    most = 1 if column.kind in _WHOLE else 3 if column.kind in _BY_SLIPS else 4
    return DIFFERENT if gamma <= 0 else SAME if gamma >= most else NEAR if gamma == most - 1 else ALIKE
