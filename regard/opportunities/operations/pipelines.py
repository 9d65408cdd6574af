"""Pipelines and their gates. Gates that opportunities stand on never change: a change makes the next version."""

from collections.abc import Sequence
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from regard.events.operations import Subject, record
from regard.kit.ids import uuid7
from regard.opportunities.models import Gate, Ladder, Opportunity, Pipeline
from regard.opportunities.rules.gates import (
    DEFAULT_GATES,
    DEFAULT_NAME,
    EvidenceKind,
    GatesRefusedError,
    GateTerms,
    check_gates,
)
from regard.staff import queries as staff
from regard.staff.models import User
from regard.staff.rules import Right


class PipelineRefusedError(ValueError):
    """A pipeline cannot be like that. The message says why; nothing was changed."""


class PipelineInUseError(PipelineRefusedError):
    """A pipeline that opportunities stand on is not deleted."""


def open_pipeline(
    *, name: str, gates: Sequence[GateTerms], by: User, at: datetime, is_sample: bool = False
) -> Pipeline:
    """Add a pipeline. Raises PipelineRefusedError, ForbiddenError."""
    staff.require(by, Right.SET_UP)
    return _opened(name, gates, by, at, is_sample=is_sample)


def default_pipeline(*, at: datetime) -> Pipeline:
    """The pipeline of those who choose none; the first one is made with the usual gates."""
    found = Pipeline.objects.filter(is_default=True, retired_at=None).first()
    if found:
        return found
    with transaction.atomic():
        found = Pipeline.objects.filter(retired_at=None).order_by("created_at").first()
        if found is None:
            return _opened(_(DEFAULT_NAME), usual_gates(), None, at)
        found.is_default = True
        found.save(update_fields=["is_default"])
        return found


def change_pipeline(*, pipeline: Pipeline, name: str, gates: Sequence[GateTerms], by: User, at: datetime) -> Ladder:
    """Give a pipeline another name or other gates. Opportunities that began keep theirs. Raises PipelineRefusedError, ForbiddenError."""
    staff.require(by, Right.SET_UP)
    _check(name, gates)
    with transaction.atomic():
        held = Pipeline.objects.select_for_update().get(pk=pipeline.pk)
        latest = held.ladders.order_by("-number").first()
        _rename(held, name)
        if latest and terms_of(latest) == tuple(gates):
            ladder = latest
        elif latest and not latest.opportunities.exists():
            latest.gates.all().delete()
            ladder = _with_gates(latest, gates)
        else:
            number = latest.number + 1 if latest else 1
            ladder = _with_gates(_ladder(held, number, by, at), gates)
        _tell("pipeline.changed", held, by=by, at=at, version=ladder.number)
    return ladder


def make_default(*, pipeline: Pipeline, by: User, at: datetime) -> None:
    """Have new opportunities begin in this pipeline unless another is chosen. Raises PipelineRefusedError, ForbiddenError."""
    staff.require(by, Right.SET_UP)
    if pipeline.retired_at:
        raise PipelineRefusedError(_("A retired pipeline cannot be the usual one."))
    with transaction.atomic():
        Pipeline.objects.filter(is_default=True).update(is_default=False)
        Pipeline.objects.filter(pk=pipeline.pk).update(is_default=True)
        _tell("pipeline.changed", pipeline, by=by, at=at)


def retire_pipeline(*, pipeline: Pipeline, by: User, at: datetime) -> None:
    """Have no new opportunities begin in it; those in it go on. Raises PipelineRefusedError, ForbiddenError."""
    staff.require(by, Right.SET_UP)
    with transaction.atomic():
        if not Pipeline.objects.filter(retired_at=None).exclude(pk=pipeline.pk).exists():
            raise PipelineRefusedError(_("This is the only pipeline. Add another one first."))
        Pipeline.objects.filter(pk=pipeline.pk, retired_at=None).update(retired_at=at, is_default=False)
        _tell("pipeline.retired", pipeline, by=by, at=at)


def revive_pipeline(*, pipeline: Pipeline, by: User, at: datetime) -> None:
    """Use a retired pipeline again. Raises PipelineRefusedError, ForbiddenError."""
    staff.require(by, Right.SET_UP)
    try:
        with transaction.atomic():
            Pipeline.objects.filter(pk=pipeline.pk).update(retired_at=None)
            _tell("pipeline.changed", pipeline, by=by, at=at)
    except IntegrityError:
        raise PipelineRefusedError(_("Another pipeline has this name now. Rename one of them first.")) from None


def delete_pipeline(*, pipeline: Pipeline, by: User, at: datetime) -> None:
    """Take away a pipeline nothing ever stood on. Raises PipelineInUseError, ForbiddenError."""
    staff.require(by, Right.SET_UP)
    with transaction.atomic():
        held = Pipeline.objects.select_for_update().get(pk=pipeline.pk)
        used = Opportunity.objects.filter(ladder__pipeline=held).count()
        if used:
            raise PipelineInUseError(
                ngettext(
                    "%(count)s opportunity stands on “%(name)s”, so it cannot be deleted. Retire it: what is open goes on, and nothing new begins there.",
                    "%(count)s opportunities stand on “%(name)s”, so it cannot be deleted. Retire it: what is open goes on, and nothing new begins there.",
                    used,
                )
                % {"count": used, "name": held.name}
            )
        _tell("pipeline.deleted", held, by=by, at=at)
        held.ladders.all().delete()
        held.delete()


def terms_of(ladder: Ladder) -> tuple[GateTerms, ...]:
    """The gates of a version as somebody would describe them."""
    return tuple(
        GateTerms(
            name=gate.name, statement=gate.statement, kinds=tuple(EvidenceKind(kind) for kind in gate.kinds),
            shelf_life_days=gate.shelf_life_days, wins=gate.wins, sense=gate.sense,
        )
        for gate in ladder.gates.all()
    )  # fmt: skip


def usual_gates() -> list[GateTerms]:
    """The gates a company begins with, in the language of who begins."""
    return [
        GateTerms(
            name=_(gate.name), statement=_(gate.statement), kinds=gate.kinds, shelf_life_days=gate.shelf_life_days,
            wins=gate.wins, sense=gate.sense,
        )
        for gate in DEFAULT_GATES
    ]  # fmt: skip


def _opened(
    name: str, gates: Sequence[GateTerms], by: User | None, at: datetime, *, is_sample: bool = False
) -> Pipeline:
    _check(name, gates)
    is_first = not Pipeline.objects.filter(is_default=True).exists()
    try:
        with transaction.atomic():
            pipeline = Pipeline.objects.create(
                id=uuid7(), name=name.strip(), created_at=at, is_default=is_first, is_sample=is_sample
            )
            _with_gates(_ladder(pipeline, 1, by, at), gates)
            _tell("pipeline.opened", pipeline, by=by, at=at)
    except IntegrityError:
        raise PipelineRefusedError(_("There is a pipeline with this name already.")) from None
    return pipeline


def _check(name: str, gates: Sequence[GateTerms]) -> None:
    if not 0 < len(name.strip()) <= 80:
        raise PipelineRefusedError(_("Give the pipeline a name of up to 80 letters."))
    try:
        check_gates(gates)
    except GatesRefusedError as error:
        raise PipelineRefusedError(str(error)) from error


def _rename(pipeline: Pipeline, name: str) -> None:
    pipeline.name = name.strip()
    try:
        with transaction.atomic():
            pipeline.save(update_fields=["name"])
    except IntegrityError:
        raise PipelineRefusedError(_("There is a pipeline with this name already.")) from None


def _ladder(pipeline: Pipeline, number: int, by: User | None, at: datetime) -> Ladder:
    return Ladder.objects.create(id=uuid7(), pipeline=pipeline, number=number, created_at=at, created_by=by)


def _with_gates(ladder: Ladder, gates: Sequence[GateTerms]) -> Ladder:
    Gate.objects.bulk_create(
        Gate(
            id=uuid7(), ladder=ladder, position=position, name=gate.name.strip(), statement=gate.statement.strip(),
            kinds=[kind.value for kind in gate.kinds], shelf_life_days=gate.shelf_life_days, wins=gate.wins, sense=gate.sense,
        )
        for position, gate in enumerate(gates, start=1)
    )  # fmt: skip
    return ladder


def _tell(kind: str, pipeline: Pipeline, *, by: User | None, at: datetime, version: int | None = None) -> None:
    data = {"name": pipeline.name, **({"version": version} if version else {})}
    record(kind=kind, at=at, subject=Subject("pipeline", pipeline.pk), by_id=by.id if by else None, data=data)
