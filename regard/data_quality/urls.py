"""Where data quality is looked after, under /customers/quality/."""

from django.urls import path

from regard.data_quality.views import doubles

_PAIR = "doubles/<str:kind>/<uuid:one>/<uuid:other>/"

urlpatterns = [
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
