"""Where data quality is looked after, under /customers/quality/."""

from django.urls import path

from regard.data_quality.views import care, doubles, quality

_PAIR = "doubles/<str:kind>/<uuid:one>/<uuid:other>/"

_RECORD = "records/<str:kind>/<uuid:record_id>/"

urlpatterns = [
    path("", quality.figures, name="quality"),
    path("count/", quality.count, name="quality-count"),
    path("missing/", quality.records, {"what": "missing"}, name="quality-missing"),
    path("outdated/", quality.records, {"what": "outdated"}, name="quality-outdated"),
    path("records/<str:kind>/", quality.records, name="quality-records"),
    path(_RECORD, quality.record, name="quality-record"),
    path(f"{_RECORD}fix/", quality.fix_record, name="quality-fix"),
    path(f"{_RECORD}confirm/", quality.confirm_record, name="quality-confirm"),
    path(f"{_RECORD}post-returned/", quality.post_returned, name="quality-post-returned"),
    path("bill/", care.costs, name="quality-bill"),
    path("bill/costs/", care.save_costs, name="quality-costs"),
    path("dictionary/", care.fields, name="quality-dictionary"),
    path("dictionary/retire/<uuid:field_id>/", care.retire, name="quality-retire"),
    path("dictionary/<str:kind>/<str:name>/", care.care, name="quality-care"),
    path("doubles/", doubles.line, {"kind": "account"}, name="doubles-first"),
    path("doubles/<str:kind>/", doubles.line, name="doubles"),
    path(_PAIR, doubles.pair, name="doubles-pair"),
    path(f"{_PAIR}join/", doubles.join_pair, name="doubles-join"),
    path(f"{_PAIR}later/", doubles.later, name="doubles-later"),
    path(f"{_PAIR}distinct/", doubles.distinct, name="doubles-distinct"),
    path("joins/", doubles.joins, name="joins"),
    path("joins/<uuid:join_id>/", doubles.joined, name="join"),
    path("joins/<uuid:join_id>/apart/", doubles.apart, name="join-apart"),
    path("distinct/<uuid:distinct_id>/again/", doubles.again, name="distinct-again"),
]
